import { setTimeout as sleep } from 'node:timers/promises'
import { Pending } from '@/server/commands/define'

/** The answer of a command that ended at once. */
export function done<T>(answer: T | Pending): T {
  if (answer instanceof Pending) throw new Error('still under way')
  return answer
}

/** Retries until the condition holds: the console works at the same time. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await holds()) return
    await sleep(50)
  }
  throw new Error('it never came to be so')
}
