import { listOperators } from '@/server/operators/queries'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('operators.manage', () => null, listOperators)
