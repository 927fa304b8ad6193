import 'server-only'
import type { RemoteAction } from '../commands/remote-actions'
import { settleRemoveUser } from './settle'

export const removeUserAction: RemoteAction = {
  action: 'organization_user.remove',
  permission: 'organization.remove',
  settle: settleRemoveUser,
}
