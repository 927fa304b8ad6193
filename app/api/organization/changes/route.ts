import { listChanges } from '@/server/organization/changes'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('organization.read', () => null, listChanges)
