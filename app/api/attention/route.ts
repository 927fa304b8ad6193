import { readAttention } from '@/server/overview/attention'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', () => null, readAttention)
