import { idOf } from '@/lib/id'
import { loadRoundSearch } from '@/lib/reviews'
import { listItems } from '@/server/reviews/items'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ search, params }) => ({ roundId: idOf(params.id, 'This review round'), search: loadRoundSearch(search) }),
  listItems,
)
