import 'server-only'
import { AppError } from '@/lib/errors'
import type { IssuedLink } from '@/lib/operator'
import type { Actor, Services } from '../context'
import { issueLink } from './links'
import { lockOwners } from './owners'
import { recordDone } from './record-done'

/** The actor, as the audit and the list of links show it. */
const commandLine = 'command line of the server'

type Needs = Pick<Services, 'db' | 'auditChain' | 'now'> & { settings: Pick<Services['settings'], 'appUrl'> }

/**
 * A link that lets an owner sign in again, made at the server's command line when no other owner can make one. Nothing
 * changes until it is used; that it was made is recorded. Throws AppError, with the existing owners.
 */
export async function resetOwner(services: Needs, email: string): Promise<IssuedLink> {
  const actor: Actor = { kind: 'system', job: commandLine }
  const ctx = { ...services, actor, requestId: commandLine }
  return services.db.transaction(async tx => {
    const owners = await lockOwners(tx)
    const owner = owners.find(one => one.email === email.trim().toLowerCase())
    if (!owner) throw new AppError({ code: 'not_found', message: noSuchOwner(owners) })
    const about = { purpose: 'reset', email: owner.email, role: owner.role, operatorId: owner.id } as const
    // A link counts only while its maker may make it: this one while its owner is an owner.
    const issued = await issueLink(tx, ctx, about, { id: owner.id, name: commandLine })
    await recordDone(tx, ctx, 'operator.reset', owner)
    return issued
  })
}

function noSuchOwner(owners: readonly { email: string }[]): string {
  if (owners.length === 0)
    return 'This console has no owner yet. Start the console. It prints a link to set up the first owner.'
  const addresses = owners.map(({ email }) => email).sort()
  return `No owner signs in with this address. The owners are: ${addresses.join(', ')}`
}
