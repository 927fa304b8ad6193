import { loadPlanJob } from '@/lib/job-inputs'
import { planJob } from '@/server/commands/jobs/plan'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('jobs.start', ({ search }) => loadPlanJob(search), planJob)
