import { isHealthy } from '@/server/health'

/** For whoever watches the server: is it up and can it read its database. Tells nothing else. */
export async function GET(): Promise<Response> {
  const healthy = await isHealthy()
  return Response.json({ healthy }, { status: healthy ? 200 : 503, headers: { 'cache-control': 'no-store' } })
}
