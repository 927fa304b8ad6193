import { organizationUserId } from '@/lib/organization'
import { getUser } from '@/server/organization/roster'
import { defineRoute } from '@/server/web/route'

// The id travels as a parameter: it is any string, and not every string survives as a segment of a path.
export const GET = defineRoute(
  'organization.read',
  ({ request }) => organizationUserId(new URL(request.url).searchParams.get('id')),
  getUser,
)
