import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { problemOf } from '@/components/states/problem-of'
import { toast } from '@/components/ui/toast'
import { type Problem, problemText } from '@/lib/errors'
import type { RosterUser } from '@/lib/organization'
import type { RemoveUserInput } from '@/lib/organization-inputs'
import { refreshScreens } from '../_accounts/queries'
import { beginSending, endSending, useSending } from '../_accounts/sending'
import { runAction } from '../_console/run-action'
import { removeOrganizationUser } from '../_organization/actions'
import { userName } from './words'

/**
 * Sends the removal. The work outlives the dialog: closed meanwhile, its end comes as a toast. `send` answers the problem to show
 * in the form; null when it went through, or when nobody knows yet and the row says so.
 */
export function useRemoveUser(user: RosterUser, onClose: () => void, onRemoved: () => void) {
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
        toast.success(`${userName(user)} is removed`)
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
      // The claim comes back only with the answer of a fresh read.
      void refreshScreens(client).finally(() => endSending(user.id))
    }
  }
  return { send, busy: sending !== null }
}
