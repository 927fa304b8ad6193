'use server'

import { defineAction } from '@/server/action'
import { startExport as startExportJob } from '@/server/jobs/export/start'
import { startJob as start, startApproved as startApprovedJob } from '@/server/jobs/start'
import { cancelJob as cancel, pauseJob as pause, resumeJob as resume, retryJob as retry } from '@/server/jobs/steer'

export const startJob = defineAction(start)
export const startApproved = defineAction(startApprovedJob)
export const startExport = defineAction(startExportJob)
export const pauseJob = defineAction(pause)
export const resumeJob = defineAction(resume)
export const cancelJob = defineAction(cancel)
export const retryJob = defineAction(retry)
