import { text, trimmed, z } from './zod'

// Inputs of the organization commands. Not in lib/organization.ts, so that the roster does not load the code of forms.

export const removeUserInput = z.object({
  userId: text().check(
    z.minLength(1, 'Choose a user.'),
    z.maxLength(128, 'This is not the id of an organization user.'),
  ),
  /** The typed e-mail (or the id, for a user without one). The server compares it. */
  confirmation: trimmed(2_000),
  reason: trimmed(1_000).check(z.minLength(3, 'Enter why the user is removed.')),
})
