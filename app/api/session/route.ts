import { passedRequestGuard } from '@/server/platform/http/request'
import { sessionState } from '@/server/web/session'

/** Tells the tabs of this browser who is signed in, and until when. Answers also when the session has ended. */
export async function GET(): Promise<Response> {
  // Right after a start the session cannot be read yet. That does not mean that nobody is signed in.
  if (!(await passedRequestGuard())) return new Response(null, { status: 503 })
  return Response.json(await sessionState(), { headers: { 'cache-control': 'private, no-store' } })
}
