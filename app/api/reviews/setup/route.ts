import { deskIn } from '@/lib/reviews'
import { readSetup } from '@/server/reviews/rounds'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('reviews.billing', ({ request }) => deskIn(new URL(request.url).searchParams), readSetup)
