'use server'

import { defineAction } from '@/server/action'
import { syncNow as now } from '@/server/sync/commands'

export const syncNow = defineAction(now)
