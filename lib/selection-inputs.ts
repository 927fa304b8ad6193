import { text, z } from './zod'

/** The most accounts that can be ticked. A larger selection is made by a search. */
export const maxSelected = 10_000

const ids = z
  .array(z.uuid('This is not an account id.'))
  .check(
    z.minLength(1, 'Select an account first.'),
    z.maxLength(
      maxSelected,
      `Select ${maxSelected.toLocaleString('en-US')} accounts or fewer, or all matching accounts.`,
    ),
  )

/**
 * What to freeze: all accounts that match a search (`search` is the query string of the list's address), or ticked accounts (`ids`) in
 * the order of `search`.
 */
export const freezeInput = z
  .object({ ids: z.optional(ids), search: z.optional(text().check(z.maxLength(5_000))) })
  .check(z.refine(input => input.ids !== undefined || input.search !== undefined, 'Select the accounts.'))
export type FreezeInput = z.infer<typeof freezeInput>

/** `count` is the number of accounts, which never changes. */
export type Frozen = { id: string; count: number }
