import { commandIdOf, getCommand } from '@/server/commands/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ params }) => commandIdOf(params.id), getCommand)
