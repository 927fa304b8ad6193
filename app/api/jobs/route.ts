import { listJobs } from '@/server/jobs/queries'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('jobs.read', () => null, listJobs)
