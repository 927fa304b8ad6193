import { uuidOf } from '@/lib/account-inputs'
import { notFound } from '@/lib/errors'
import { downloadEvidence } from '@/server/reviews/evidence'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ request, params }) => {
    const roundId = uuidOf(params.id ?? null)
    if (!roundId) throw notFound('This review round')
    const csv = new URL(request.url).searchParams.get('format') !== 'json'
    return { roundId, format: csv ? ('csv' as const) : ('json' as const), signal: request.signal }
  },
  downloadEvidence,
)
