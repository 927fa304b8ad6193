import { listJobs } from '@/server/commands/jobs/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('jobs.read', () => null, listJobs)
