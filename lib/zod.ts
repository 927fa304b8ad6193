import { config } from 'zod/mini'
import * as z from './zod-parts'

// zod/mini, whose checks are functions: a third of zod's script. In a browser it would try to compile its checks, which
// the content security policy refuses and reports. Everything in lib imports it from here, so that a screen without a
// form loads none of it.
if (typeof document !== 'undefined') config({ jitless: true })

/**
 * A text that a person types. It refuses NUL and half a surrogate pair, which PostgreSQL rejects. Every text input is
 * made of this, plus a maximum length.
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

/** A text of at most so many characters, without the spaces around it. */
export function trimmed(most: number) {
  return text().check(z.trim(), z.maxLength(most, `Use ${most.toLocaleString('en-US')} characters or fewer.`))
}

export { z }
