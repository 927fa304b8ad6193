import { text, z } from './zod'

// What the organization commands take. Apart from lib/organization.ts, because the roster is looked at without ever loading a form.

export const removeUserInput = z.object({
  userId: text().min(1, 'Say which user.').max(128, 'This is not the id of an organization user.'),
  /** The typed e-mail (the id of a user without one); the server compares it. */
  confirmation: text().trim().max(2_000, 'Use 2,000 characters or fewer.'),
  reason: text().trim().min(3, 'Say why the user is removed.').max(1_000, 'Use 1,000 characters or fewer.'),
})
export type RemoveUserInput = z.infer<typeof removeUserInput>
