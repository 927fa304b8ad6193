import { answer } from '@/server/web/health'

/** For who restarts this process when it hangs: it answers, whatever its database does. */
export function GET(): Promise<Response> {
  return answer(true)
}
