import { uuidOf } from '@/lib/account-inputs'
import { notFound } from '@/lib/errors'
import { loadRoundSearch } from '@/lib/reviews'
import { listItems } from '@/server/reviews/items'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ request, params }) => {
    const roundId = uuidOf(params.id ?? null)
    if (!roundId) throw notFound('This review round')
    return { roundId, search: loadRoundSearch(new URL(request.url).searchParams) }
  },
  listItems,
)
