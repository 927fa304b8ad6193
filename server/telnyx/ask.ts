import 'server-only'
import { AppError } from '@/lib/errors'
import { TelnyxError, toProblem } from './error'

/** Asks Telnyx and turns refusals and missing answers into texts for people. Throws AppError. */
export async function askTelnyx<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof TelnyxError) throw new AppError(toProblem(error), { cause: error })
    throw error
  }
}
