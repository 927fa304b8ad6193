'use client'

import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { Skeleton } from '@/components/ui/skeleton'
import { reviewChecks } from '@/lib/organization'
import { listColumns } from './columns'

/** The roster while it loads, as tall as the real one. */
export function RosterSkeleton() {
  return (
    <div className="grid gap-3">
      <div className="flex gap-2">
        <Skeleton className="h-8 w-80 max-w-full rounded-md coarse:h-10" />
        <Skeleton className="h-8 w-24 rounded-md coarse:h-10" />
        <Skeleton className="h-8 w-24 rounded-md coarse:h-10" />
      </div>
      <div className="grid grid-cols-2 gap-2 lg:grid-cols-4">
        {reviewChecks.map(check => (
          <Skeleton key={check} className="h-14 rounded-lg" />
        ))}
      </div>
      <DataTableSkeleton label="Organization users" columns={listColumns} rows={20} />
    </div>
  )
}
