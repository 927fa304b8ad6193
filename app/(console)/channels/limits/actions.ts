'use server'

import { checkLimits as check, stateLimits as state } from '@/server/channels/stated'
import { defineAction } from '@/server/web/action'

export const checkLimits = defineAction(check)
export const stateLimits = defineAction(state)
