import { idOf } from '@/lib/id'
import { accountsOfApproval } from '@/server/approvals/screen'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('approvals.read', ({ params }) => idOf(params.id, 'This request'), accountsOfApproval)
