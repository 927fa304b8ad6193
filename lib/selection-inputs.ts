import { text, z } from './zod'

/** The most accounts ticked by hand: for more, a search is the right tool. */
export const mostTicked = 10_000

const ids = z
  .array(z.uuid('This is not an account id.'))
  .check(
    z.minLength(1, 'Select an account first.'),
    z.maxLength(
      mostTicked,
      `Select ${mostTicked.toLocaleString('en-US')} accounts or fewer, or everything that matches.`,
    ),
  )

/**
 * What to freeze: everything that a search finds (`search` is the query string of the list's address), or ticked
 * accounts (`ids`), which are put in the order of `search`.
 */
export const freezeInput = z
  .object({ ids: z.optional(ids), search: z.optional(text().check(z.maxLength(5_000))) })
  .check(z.refine(input => input.ids !== undefined || input.search !== undefined, 'Say which accounts.'))
export type FreezeInput = z.infer<typeof freezeInput>

/** `count` is how many accounts the selection holds; it never changes. */
export type Frozen = { id: string; count: number }
