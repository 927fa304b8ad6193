import { organizationUserId } from '@/lib/organization'
import { getUser } from '@/server/organization/roster'
import { defineRoute } from '@/server/web/route'

// The id is a query parameter, because it may be any string, and not every string is safe in a path segment.
export const GET = defineRoute('organization.read', ({ search }) => organizationUserId(search.get('id')), getUser)
