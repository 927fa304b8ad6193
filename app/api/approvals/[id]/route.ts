import { idOf } from '@/lib/id'
import { accountsOfApproval } from '@/server/commands/approvals/screen'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('approvals.read', ({ params }) => idOf(params.id, 'This request'), accountsOfApproval)
