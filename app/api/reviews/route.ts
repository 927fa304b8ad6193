import { deskIn, loadRoundSearch } from '@/lib/reviews'
import { readDesk } from '@/server/reviews/rounds'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ search }) => ({ desk: deskIn(search), round: loadRoundSearch(search).round }),
  readDesk,
)
