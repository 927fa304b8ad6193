import { readPoolHistory } from '@/server/mirror/history/series'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('channels.read', () => null, readPoolHistory)
