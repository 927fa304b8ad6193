import { config } from 'zod/mini'
import * as z from './zod-parts'

// zod/mini, whose checks are functions: a third of zod's script. In a browser it would try to compile its checks, which the content
// security policy refuses and reports. Everything in lib imports it from here, so that a screen without a form loads none of it.
if (typeof document !== 'undefined') config({ jitless: true })

/**
 * What a person may type. PostgreSQL takes no NUL and no half of a surrogate pair, and nobody means to write one: every text that comes
 * in is made of this, with a longest length added.
 */
export function text(error?: string) {
  return z
    .string(error)
    .check(
      z.refine(
        typed => !typed.includes('\u0000') && !/\p{Surrogate}/u.test(typed),
        'Remove the characters that cannot be shown.',
      ),
    )
}

export { z }
