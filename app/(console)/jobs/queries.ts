import { queryOptions } from '@tanstack/react-query'
import { fetchJson, get } from '@/app/fetch-json'
import { type DryRun, type JobItemPage, type JobItemSearch, type JobRow, serializeJobItemSearch } from '@/lib/job'
import type { BulkChange } from '@/lib/job-inputs'

export const jobKeys = { all: ['jobs'] as const }

/** Poll intervals while a job runs, and while none does. */
const movingMs = 2_000
/** The answer with the items includes the job. Polling the job alone is the fallback when that fails. */
const movingAloneMs = 5_000
const restingMs = 15_000

export function isMoving(job: JobRow): boolean {
  return job.finishedAt === null && job.state !== 'paused'
}

export const jobsQuery = () =>
  queryOptions({
    queryKey: [...jobKeys.all, 'list'],
    queryFn: get<JobRow[]>('/api/jobs'),
    refetchInterval: query => (query.state.data?.some(isMoving) ? movingMs : restingMs),
  })

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: [...jobKeys.all, 'one', id],
    queryFn: get<JobRow>(`/api/jobs/${id}`),
    refetchInterval: query => (query.state.data && !isMoving(query.state.data) ? restingMs : movingAloneMs),
  })

export const jobItemsQuery = (id: string, search: JobItemSearch, moving: boolean) =>
  queryOptions({
    queryKey: [...jobKeys.all, 'items', id, search],
    queryFn: async ({ signal, client }): Promise<JobItemPage> => {
      const page = await fetchJson<JobItemPage>(`/api/jobs/${id}/items${serializeJobItemSearch(search)}`, signal)
      client.setQueryData(jobQuery(id).queryKey, page.job)
      return page
    },
    refetchInterval: moving ? movingMs : restingMs,
  })

/** What a change would do. Fetched again each time a dialog opens. */
export function planQuery(selection: string, change: BulkChange) {
  const address = new URLSearchParams({ selection, change: JSON.stringify(change) })
  return queryOptions({
    queryKey: [...jobKeys.all, 'plan', selection, change],
    queryFn: get<DryRun>(`/api/jobs/plan?${address}`),
    staleTime: 0,
  })
}
