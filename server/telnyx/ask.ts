import 'server-only'
import { AppError } from '@/lib/errors'
import { readProblem, TelnyxError, toProblem } from './error'

/**
 * Reads from Telnyx and turns refusals and missing answers into texts for people. Throws AppError. Only a read before a
 * change may say that nothing was sent.
 */
export async function askTelnyx<T>(ask: () => Promise<T>, before?: 'change'): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof TelnyxError)) throw error
    throw new AppError(before ? toProblem(error) : readProblem(error, { repeated: false }), { cause: error })
  }
}
