import { readOwnStatus } from '@/server/overview/status'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('settings.write', () => null, readOwnStatus)
