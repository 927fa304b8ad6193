'use server'

import { checkImportLines, startImport as start } from '@/server/accounts/import/start'
import { checkLimits as check, stateLimits as state } from '@/server/channels/stated'
import { defineAction } from '@/server/web/action'

export const checkImport = defineAction(checkImportLines)
export const startImport = defineAction(start)
export const checkLimits = defineAction(check)
export const stateLimits = defineAction(state)
