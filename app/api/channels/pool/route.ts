import { readPoolAnswer } from '@/server/channels/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'channels.read',
  ({ search }) => ({ fresh: search.get('fresh') === '1' }),
  readPoolAnswer,
)
