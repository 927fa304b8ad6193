import { approvalsScreen } from '@/server/approvals/screen'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('approvals.read', () => null, approvalsScreen)
