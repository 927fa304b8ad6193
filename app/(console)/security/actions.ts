'use server'

import {
  endOtherSessions as endOtherSessionsCommand,
  endOwnSession as endOwnSessionCommand,
  setPassword as setPasswordCommand,
} from '@/server/operators/own'
import {
  addPasskey as addPasskeyCommand,
  confirmTotp as confirmTotpCommand,
  removePasskey as removePasskeyCommand,
  removeTotp as removeTotpCommand,
  renewRecoveryCodes as renewRecoveryCodesCommand,
  startPasskey as startPasskeyCommand,
  startTotp as startTotpCommand,
} from '@/server/operators/own-factors'
import { defineAction } from '@/server/web/action'

export const setPassword = defineAction(setPasswordCommand)
export const startTotp = defineAction(startTotpCommand)
export const confirmTotp = defineAction(confirmTotpCommand)
export const removeTotp = defineAction(removeTotpCommand)
export const renewRecoveryCodes = defineAction(renewRecoveryCodesCommand)
export const startPasskey = defineAction(startPasskeyCommand)
export const addPasskey = defineAction(addPasskeyCommand)
export const removePasskey = defineAction(removePasskeyCommand)
export const endOwnSession = defineAction(endOwnSessionCommand)
export const endOtherSessions = defineAction(endOtherSessionsCommand)
