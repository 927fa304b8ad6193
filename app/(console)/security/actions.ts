'use server'

import * as own from '@/server/operators/own'
import * as factors from '@/server/operators/own-factors'
import { defineAction } from '@/server/web/action'

export const setPassword = defineAction(own.setPassword)
export const startTotp = defineAction(factors.startTotp)
export const confirmTotp = defineAction(factors.confirmTotp)
export const removeTotp = defineAction(factors.removeTotp)
export const renewRecoveryCodes = defineAction(factors.renewRecoveryCodes)
export const startPasskey = defineAction(factors.startPasskey)
export const addPasskey = defineAction(factors.addPasskey)
export const removePasskey = defineAction(factors.removePasskey)
export const endOwnSession = defineAction(own.endOwnSession)
export const endOtherSessions = defineAction(own.endOtherSessions)
