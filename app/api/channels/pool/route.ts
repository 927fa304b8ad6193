import { readPoolAnswer } from '@/server/channels/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'channels.read',
  ({ request }) => ({ fresh: new URL(request.url).searchParams.get('fresh') === '1' }),
  readPoolAnswer,
)
