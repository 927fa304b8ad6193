'use server'

import { resumeSending as resume, stopSending as stop } from '@/server/commands/sending/stop'
import { defineAction } from '@/server/web/action'

export const stopSending = defineAction(stop)
export const resumeSending = defineAction(resume)
