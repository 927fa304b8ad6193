import { readiness } from '@/server/web/health'

/** For who sends requests to this instance: can it answer them. */
export function GET(): Promise<Response> {
  return readiness()
}
