'use server'

import { resumeSending as resume, stopSending as stop } from '@/server/commands/sending/stop'
import { setTimeZone as setZone } from '@/server/overview/time-zone'
import { defineAction } from '@/server/web/action'

export const stopSending = defineAction(stop)
export const resumeSending = defineAction(resume)
export const setTimeZone = defineAction(setZone)
