import { idOf } from '@/lib/id'
import { downloadEvidence } from '@/server/reviews/evidence'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ search, params, signal }) => {
    const roundId = idOf(params.id, 'This review round')
    const csv = search.get('format') !== 'json'
    return { roundId, format: csv ? ('csv' as const) : ('json' as const), signal }
  },
  downloadEvidence,
)
