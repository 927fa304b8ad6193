import { fetchJson, ProblemError } from '@/app/fetch-json'
import type { CommandView } from '@/lib/command'
import { runAction } from '../../_shell/run-action'
import { createAccount } from '../actions'
import type { CreateTools } from './submit-create'

/** How the browser sends a new account and looks up its command. */
export const createTools: CreateTools = {
  send: input => runAction(createAccount, input),
  lookUp: async id => {
    try {
      const command = await fetchJson<CommandView>(`/api/commands/${id}`)
      // An address can name any command as its form.
      return command.action === 'account.create' ? command : null
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'not_found') return null
      throw error
    }
  },
}
