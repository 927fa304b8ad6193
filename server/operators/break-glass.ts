import 'server-only'
import { and, eq, isNull } from 'drizzle-orm'
import { AppError } from '@/lib/errors'
import type { IssuedLink } from '@/lib/operator'
import { recordEvent } from '../audit/record'
import type { Actor, Services } from '../context'
import { operators } from '../platform/db/schema'
import { issueLink } from './links'

/** Who acts, in the record and in the list of links. */
const commandLine = 'command line of the server'

type Needs = Pick<Services, 'db' | 'auditChain' | 'now'> & { settings: Pick<Services['settings'], 'appUrl'> }

/**
 * A link by which an owner gets in again, made by somebody at the server where no other owner can. It changes nothing until it is used;
 * that it was made is on record. Throws AppError, with the owners there are.
 */
export async function resetOwner(services: Needs, email: string): Promise<IssuedLink> {
  const actor: Actor = { kind: 'system', job: commandLine }
  const ctx = { ...services, actor, requestId: commandLine }
  return services.db.transaction(async tx => {
    const owners = await tx
      .select()
      .from(operators)
      .where(and(eq(operators.role, 'owner'), isNull(operators.disabledAt)))
      .orderBy(operators.email)
      .for('update')
    const owner = owners.find(one => one.email === email.trim().toLowerCase())
    if (!owner) throw new AppError({ code: 'not_found', message: noSuchOwner(owners) })
    const issued = await issueLink(tx, ctx, {
      purpose: 'reset',
      email: owner.email,
      role: owner.role,
      operatorId: owner.id,
      // A link counts as long as its maker may give it: this one as long as its owner is one.
      maker: { id: owner.id, name: commandLine },
    })
    await recordEvent(tx, ctx, {
      action: 'operator.reset',
      target: { kind: 'operator', id: owner.id, label: owner.name },
      outcome: 'succeeded',
    })
    return issued
  })
}

function noSuchOwner(owners: readonly { email: string }[]): string {
  return owners.length === 0
    ? 'This console has no owner yet. Start it: it prints a link that makes the first one.'
    : `No owner signs in with this address. The owners are: ${owners.map(({ email }) => email).join(', ')}`
}
