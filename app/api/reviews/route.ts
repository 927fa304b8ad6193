import { deskIn, loadRoundSearch } from '@/lib/reviews'
import { readDesk } from '@/server/reviews/rounds'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ request }) => {
    const { searchParams } = new URL(request.url)
    return { desk: deskIn(searchParams), round: loadRoundSearch(searchParams).round }
  },
  readDesk,
)
