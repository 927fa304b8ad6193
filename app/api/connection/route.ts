import { readConnection } from '@/server/connection'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('settings.write', () => null, readConnection)
