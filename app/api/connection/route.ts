import { readConnection } from '@/server/overview/connection'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('settings.write', () => null, readConnection)
