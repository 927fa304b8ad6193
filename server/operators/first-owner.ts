import 'server-only'
import { randomUUID } from 'node:crypto'
import { AppError } from '@/lib/errors'
import { type FirstOwnerInput, firstOwnerInput } from '@/lib/operator'
import type { Result } from '@/lib/result'
import { fromOurPages, problemOf } from '../action'
import { services } from '../boot'
import { invalidInput } from '../command'
import { createFirstOwner } from './setup'

/** The one write without a signed-in operator: the one-time token of the set-up link is the right to it. Never throws. */
export async function firstOwner(raw: FirstOwnerInput): Promise<Result<null>> {
  try {
    if (!(await fromOurPages())) {
      throw new AppError({ code: 'forbidden', message: 'This request did not come from the console.' })
    }
    const input = firstOwnerInput.safeParse(raw)
    if (!input.success) throw invalidInput(input.error)
    await createFirstOwner({ ...(await services()), actor: { kind: 'anonymous' }, requestId: randomUUID() }, input.data)
    return { ok: true, data: null }
  } catch (error) {
    return problemOf(error)
  }
}
