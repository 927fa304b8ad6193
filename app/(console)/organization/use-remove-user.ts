import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { type Problem, problemText } from '@/lib/errors'
import type { RosterUser } from '@/lib/organization'
import type { RemoveUserInput } from '@/lib/organization-inputs'
import { dropDraft } from '../_shell/draft'
import { refreshScreens } from '../_shell/refresh-screens'
import { runAction } from '../_shell/run-action'
import { beginSending, endSending, useSending } from '../_shell/sending'
import { removeOrganizationUser } from './actions'
import { userName } from './words'

/**
 * Sends the removal. It continues if the dialog is closed; a toast then shows the result. `send` resolves to the
 * problem to show in the form, or to null when the removal succeeded or its outcome is unknown (the row shows that).
 */
export function useRemoveUser(user: RosterUser, draft: string, onClose: () => void, onRemoved: () => void) {
  const client = useQueryClient()
  const sending = useSending(user.id)
  const mounted = useRef(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  const send = async (input: RemoveUserInput): Promise<Problem | null> => {
    if (!beginSending(user.id, 'organization_user.remove')) return null
    try {
      const outcome = await runAction(removeOrganizationUser, input)
      if (outcome.kind === 'done') {
        dropDraft(draft)
        toast.success(`${userName(user)} removed`)
        onRemoved()
      } else {
        toast.info(`Telnyx has not answered yet about ${userName(user)}`, {
          description: 'The console keeps checking. The row shows the result.',
        })
      }
      if (mounted.current) onClose()
      return null
    } catch (error) {
      const problem = problemOf(error)
      if (!mounted.current) {
        toast.error(`${userName(user)} was not removed`, {
          description: problemText(problem),
        })
      }
      return problem
    } finally {
      // The status is shown again only after a fresh read.
      void refreshScreens(client).finally(() => endSending(user.id))
    }
  }
  return { send, busy: sending !== null }
}
