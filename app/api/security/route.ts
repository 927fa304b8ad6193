import { ownSecurity } from '@/server/operators/own'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('security.own', () => null, ownSecurity)
