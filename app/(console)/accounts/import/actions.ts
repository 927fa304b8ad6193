'use server'

import { defineAction } from '@/server/action'
import { checkImportLines, startImport as start } from '@/server/jobs/import/start'

export const checkImport = defineAction(checkImportLines)
export const startImport = defineAction(start)
