import 'server-only'
import { closeInterruptedReveals } from './accounts/commands/reveal'
import { accountJobs } from './accounts/jobs'
import { accountActions } from './accounts/remote-actions'
import { channelLimitJob } from './channels/call'
import { channelLimitAction } from './channels/settle'
import { registerJobKinds } from './commands/jobs/kinds'
import { registerRemoteActions } from './commands/remote-actions'
import { registerRecovery } from './commands/settle'
import { removeUserAction } from './organization/settle'

/** Tells commands/, which knows no entity, what each of them can do. Called by boot, and by tests before they use a console. */
export function registerEntities(): void {
  registerRemoteActions([...accountActions, channelLimitAction, removeUserAction])
  registerJobKinds({ ...accountJobs, 'accounts.channel_limit': channelLimitJob })
  registerRecovery(closeInterruptedReveals)
}
