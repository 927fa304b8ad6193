import { commandId } from '@/lib/command'
import { getCommand } from '@/server/commands/queries'
import { defineRoute } from '@/server/route'

export const GET = defineRoute('accounts.read', ({ params }) => commandId(params.id), getCommand)
