// Fleets for the benchmark: the sandbox's invented accounts, in the mirror as sweeps and people would have left them.
import { randomUUID } from 'node:crypto'
import type { Role } from '../../../lib/permissions'
import type { Ctx, OperatorActor, Services } from '../../context'
import { accountNotes, accounts, operators } from '../../platform/db/schema'
import { makeFleet } from '../../sandbox/fleet'
import { sweptRow } from '../../testing/swept-row'

const batch = 1_000

export async function seedFleet(services: Services, size: number): Promise<void> {
  const fleet = makeFleet({ seed: 1, accounts: size, cap: size })
  const now = services.now()
  for (let start = 0; start < fleet.accounts.length; start += batch) {
    const part = fleet.accounts.slice(start, start + batch)
    await services.db.insert(accounts).values(
      part.map((account, index) => ({
        ...sweptRow(account, now),
        // Every third limit was set here, every balance was read: as in a fleet that has been in use for a while.
        ...(index % 3 === 0 && {
          channelLimit: account.channel_limit,
          channelLimitSource: 'command' as const,
          channelLimitObservedAt: now,
        }),
        balance: account.balance.balance,
        creditLimit: account.balance.credit_limit,
        availableCredit: (Number(account.balance.balance) + Number(account.balance.credit_limit)).toFixed(2),
        currency: account.balance.currency,
        balanceObservedAt: now,
        ...(account.status === 'disabled' && {
          disabledAt: new Date(account.updated_at),
          disabledBy: 'Sam Support',
          disabledReason: 'unpaid',
        }),
      })),
    )
    const noted = part.filter((_, index) => index % 50 === 0)
    if (noted.length === 0) continue
    await services.db.insert(accountNotes).values(
      noted.map(account => ({
        id: randomUUID(),
        accountId: account.id,
        text: 'Asked for more channels before the summer; call the office first.',
        operatorId: randomUUID(),
        operatorName: 'Mia Manager',
        createdAt: now,
      })),
    )
  }
}

/** The context of an operator whose identity is always fresh. */
export async function seedOperator(services: Services, role: Role): Promise<Ctx<OperatorActor>> {
  const operator = { id: randomUUID(), name: 'Mia Manager', email: `bench-${randomUUID()}@demo.test`, role }
  await services.db
    .insert(operators)
    .values({ ...operator, passwordHash: 'none', demo: true, createdAt: services.now() })
  const actor = { kind: 'operator', ...operator, sessionId: operator.id } as const
  return {
    ...services,
    requestId: 'bench',
    get actor() {
      return { ...actor, provenAt: services.now() }
    },
  }
}
