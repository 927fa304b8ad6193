import { cameThroughDoor } from '@/server/platform/http/request'
import { sessionState } from '@/server/web/session'

/** For the tabs of this browser: who is signed in now, if anybody, and until when. Asked also when a session has ended. */
export async function GET(): Promise<Response> {
  // Nobody is known in the first moments of a start, which does not mean that nobody is signed in.
  if (!(await cameThroughDoor())) return new Response(null, { status: 503 })
  return Response.json(await sessionState(), { headers: { 'cache-control': 'private, no-store' } })
}
