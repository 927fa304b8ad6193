import { text, z } from './zod'

// Inputs of the organization commands. Separate from lib/organization.ts, so that the roster loads no form.

export const removeUserInput = z.object({
  userId: text().check(
    z.minLength(1, 'Say which user.'),
    z.maxLength(128, 'This is not the id of an organization user.'),
  ),
  /** The typed e-mail (or the id of a user without one); the server compares it. */
  confirmation: text().check(z.trim(), z.maxLength(2_000, 'Use 2,000 characters or fewer.')),
  reason: text().check(
    z.trim(),
    z.minLength(3, 'Say why the user is removed.'),
    z.maxLength(1_000, 'Use 1,000 characters or fewer.'),
  ),
})
export type RemoveUserInput = z.infer<typeof removeUserInput>
