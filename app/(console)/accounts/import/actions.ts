'use server'

import { checkImportLines, startImport as start } from '@/server/accounts/import/start'
import { defineAction } from '@/server/web/action'

export const checkImport = defineAction(checkImportLines)
export const startImport = defineAction(start)
