import { text, z } from './zod'

/** Ticked by hand, or at most a few pages of ticks: more is what a search is for. */
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
 * What to freeze: everything a search finds (`search` is the query string of the list's address), or ticked accounts (`ids`), which
 * then come in the order of `search`.
 */
export const freezeInput = z
  .object({ ids: z.optional(ids), search: z.optional(text().check(z.maxLength(5_000))) })
  .check(z.refine(input => input.ids !== undefined || input.search !== undefined, 'Say which accounts.'))
export type FreezeInput = z.infer<typeof freezeInput>

/** `count` is how many accounts it holds, for good. */
export type Frozen = { id: string; count: number }
