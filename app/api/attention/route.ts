import { readAttention } from '@/server/overview/attention'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('accounts.read', () => null, readAttention)
