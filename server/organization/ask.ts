import 'server-only'
import { AppError } from '@/lib/errors'
import { readProblem, TelnyxError } from '../telnyx/error'

/** Reads from Telnyx and turns refusals and missing answers into texts for people. Throws AppError. */
export async function askTelnyx<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TelnyxError) throw new AppError(readProblem(error, { repeated: false }), { cause: error })
    throw error
  }
}
