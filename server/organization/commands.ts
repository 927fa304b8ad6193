import 'server-only'
import { randomUUID } from 'node:crypto'
import { conflict, invalid } from '@/lib/errors'
import { confirmationOf, isConfirmedBy } from '@/lib/organization'
import { removeUserInput } from '@/lib/organization-inputs'
import { defineCommand } from '../commands/define'
import { runRemote } from '../commands/remote'
import { askTelnyx } from '../telnyx/ask'
import { removed } from './settle'

/** The operator waits for this read; without it nothing is sent. */
const checkWithinMs = 5_000

/** Deletes the user at Telnyx, which documents no protection of the owner: this reads the user first and checks. */
export const removeUser = defineCommand({
  action: 'organization_user.remove',
  permission: 'organization.remove',
  fresh: true,
  input: removeUserInput,
  run: async (ctx, input) => {
    const user = await askTelnyx(
      () =>
        ctx.telnyx.organization.retrieveUser(
          input.userId,
          { includeGroups: true },
          { lane: 'click', deadlineMs: checkWithinMs },
        ),
      'change',
    )
    if (user.isOwner === null) {
      throw conflict(
        'Telnyx does not report whether this user is the owner of the organization, so they cannot be removed here.',
        'Remove them in Telnyx’s portal if you are sure.',
      )
    }
    if (user.isOwner) {
      throw conflict(
        'The owner of the organization cannot be removed here.',
        'Only Telnyx support can change the owner of an organization.',
      )
    }
    if (!isConfirmedBy(user, input.confirmation)) {
      throw invalid('The confirmation does not match.', { confirmation: `Type ${confirmationOf(user)} to confirm.` })
    }
    return runRemote(ctx, {
      id: randomUUID(),
      action: 'organization_user.remove',
      target: { kind: 'organization_user', id: user.id, label: user.email },
      reason: input.reason,
      // These facts are deleted with the user, so only the audit keeps them.
      input: { email: user.email, status: user.status, groups: user.groups?.map(group => group.name) ?? null },
      supersedes: ['organization_user.remove'],
      send: fence => ctx.telnyx.organization.removeUser(user.id, { lane: 'click', ...fence }),
      // Nothing to write to the mirror: the roster leaves out users that a settled removal names.
      write: async () => removed,
    })
  },
})
