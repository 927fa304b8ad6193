import { readiness } from '@/server/health'

/** The same as /health/ready. */
export function GET(): Promise<Response> {
  return readiness()
}
