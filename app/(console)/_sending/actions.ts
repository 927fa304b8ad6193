'use server'

import { defineAction } from '@/server/action'
import { continueCommand as continueHeld } from '@/server/sending/hold'
import { resumeSending as resume, stopSending as stop } from '@/server/sending/stop'

export const stopSending = defineAction(stop)
export const resumeSending = defineAction(resume)
export const continueCommand = defineAction(continueHeld)
