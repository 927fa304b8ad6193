import { listOperators } from '@/server/operators/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('operators.manage', () => null, listOperators)
