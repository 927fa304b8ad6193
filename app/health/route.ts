import { readiness } from '@/server/web/health'

/** The same as /health/ready. */
export function GET(): Promise<Response> {
  return readiness()
}
