'use server'

import {
  disableOperator as disableOperatorCommand,
  enableOperator as enableOperatorCommand,
  endOperatorSessions as endOperatorSessionsCommand,
  inviteOperator as inviteOperatorCommand,
  resetOperatorSignIn as resetOperatorSignInCommand,
  revokeOperatorLink as revokeOperatorLinkCommand,
  setOperatorRole as setOperatorRoleCommand,
} from '@/server/operators/manage'
import { defineAction } from '@/server/web/action'

export const inviteOperator = defineAction(inviteOperatorCommand)
export const revokeOperatorLink = defineAction(revokeOperatorLinkCommand)
export const resetOperatorSignIn = defineAction(resetOperatorSignInCommand)
export const setOperatorRole = defineAction(setOperatorRoleCommand)
export const disableOperator = defineAction(disableOperatorCommand)
export const enableOperator = defineAction(enableOperatorCommand)
export const endOperatorSessions = defineAction(endOperatorSessionsCommand)
