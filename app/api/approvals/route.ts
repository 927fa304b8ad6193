import { approvalsScreen } from '@/server/commands/approvals/screen'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('approvals.read', () => null, approvalsScreen)
