'use server'

import { syncNow as now } from '@/server/commands/sync-now'
import { defineAction } from '@/server/web/action'

export const syncNow = defineAction(now)
