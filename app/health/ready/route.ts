import { readiness } from '@/server/web/health'

/** For load balancers: whether this instance can answer requests. */
export function GET(): Promise<Response> {
  return readiness()
}
