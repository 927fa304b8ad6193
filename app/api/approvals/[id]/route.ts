import { approvalIdOf } from '@/lib/approval'
import { accountsOfApproval } from '@/server/approvals/screen'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('approvals.read', ({ params }) => approvalIdOf(params.id), accountsOfApproval)
