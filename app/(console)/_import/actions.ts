'use server'

import { defineAction } from '@/server/action'
import { checkLimits as check, stateLimits as state } from '@/server/channels/stated'
import { checkImportLines, startImport as start } from '@/server/jobs/import/start'

export const checkImport = defineAction(checkImportLines)
export const startImport = defineAction(start)
export const checkLimits = defineAction(check)
export const stateLimits = defineAction(state)
