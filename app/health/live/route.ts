import { answer } from '@/server/web/health'

/** For supervisors that restart a hanging process. It answers even if the database does not. */
export function GET(): Promise<Response> {
  return answer(true)
}
