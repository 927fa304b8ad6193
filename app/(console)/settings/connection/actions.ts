'use server'

import { defineAction } from '@/server/action'
import { resumeSending as resume, stopSending as stop } from '@/server/sending/stop'

export const stopSending = defineAction(stop)
export const resumeSending = defineAction(resume)
