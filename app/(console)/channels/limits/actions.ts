'use server'

import { defineAction } from '@/server/action'
import { checkLimits as check, stateLimits as state } from '@/server/channels/stated'

export const checkLimits = defineAction(check)
export const stateLimits = defineAction(state)
