import { loadPlanJob } from '@/lib/job-inputs'
import { planJob } from '@/server/jobs/plan'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('jobs.start', ({ request }) => loadPlanJob(new URL(request.url).searchParams), planJob)
