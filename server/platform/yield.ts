import 'server-only'

/** Lets requests of people, timers and answers have their turn before the next piece of a long work. */
export function otherWork(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
