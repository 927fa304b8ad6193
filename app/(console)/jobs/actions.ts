'use server'

import { startExport as startExportJob } from '@/server/accounts/export/start-job'
import {
  cancelJob as cancel,
  pauseJob as pause,
  resumeJob as resume,
  retryJob as retry,
} from '@/server/commands/jobs/control'
import { startJob as start, startApproved as startApprovedJob } from '@/server/commands/jobs/start'
import { defineAction } from '@/server/web/action'

export const startJob = defineAction(start)
export const startApproved = defineAction(startApprovedJob)
export const startExport = defineAction(startExportJob)
export const pauseJob = defineAction(pause)
export const resumeJob = defineAction(resume)
export const cancelJob = defineAction(cancel)
export const retryJob = defineAction(retry)
