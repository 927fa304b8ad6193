import { setupIn } from '@/lib/reviews'
import { readSetup } from '@/server/reviews/rounds'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('reviews.billing', ({ search }) => setupIn(search), readSetup)
