import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '@/lib/errors'
import type { Ctx, OperatorActor } from '../../context'
import { accounts, approvals, auditEvents, frozenSelections, operators } from '../../platform/db/schema'
import { mirrorAccounts } from '../../testing/accounts'
import { type TestConsole, testConsole } from '../../testing/context'
import { actingFor, addOperator } from '../../testing/operators'
import { execute } from '../define'
import { decideApproval, digestOf, listApprovals, requestApproval, takeApproval, withdrawApproval } from './approvals'
import { approvalLimit, setApprovalLimit } from './limit'
import { accountsOfApproval } from './screen'

let console_: TestConsole
let asker: Ctx<OperatorActor>
let decider: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
})
afterAll(() => console_.close())

const person = async (role: 'owner' | 'manager' | 'support' | 'finance') =>
  actingFor(console_, (await addOperator(console_, role)).id)

const parameters = { reason: 'fraud', note: 'Card testing', ticket: '', reviewOn: '' } as const

async function request(
  from: Ctx<OperatorActor>,
  accountIds: string[] = Array.from({ length: 3 }, () => randomUUID()),
  more: Record<string, unknown> = {},
) {
  const selection = randomUUID()
  await console_.services.db
    .insert(frozenSelections)
    .values({ id: selection, operatorId: from.actor.id, search: null, accountIds, createdAt: console_.clock.now })
  const made = await execute(requestApproval, from, {
    action: 'accounts.disable',
    selection,
    parameters: { ...parameters, ...more },
    reason: 'A ring of fraud',
  })
  if (!('digest' in made)) throw new Error('pending')
  // No account has these ids: their order by name is that of their ids.
  return { ...made, plan: { action: 'accounts.disable' as const, accountIds: accountIds.toSorted(), parameters } }
}

const decide = (ctx: Ctx<OperatorActor>, id: string, digest: string, verdict: 'approved' | 'rejected' = 'approved') =>
  execute(decideApproval, ctx, { id, digest, verdict })

type Plan = Parameters<typeof takeApproval>[3]
const take = (ctx: Ctx<OperatorActor>, id: string, plan: Plan) =>
  ctx.db.transaction(tx => takeApproval(tx, ctx, id, plan))

beforeAll(async () => {
  asker = await person('manager')
  decider = await person('manager')
})

describe('[4.6] two people', () => {
  it('an approved change runs once, of twenty starts at the same time', async () => {
    const { id, digest, plan } = await request(asker)
    await decide(decider, id, digest)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => take(asker, id, plan)))
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    const recorded = await console_.services.db.select().from(auditEvents).where(eq(auditEvents.targetId, id))
    expect(recorded.map(row => row.action)).toEqual(['approval.request', 'approval.decide'])
  })

  it('an operator who may decide sees the accounts and the current effect on each; others see nothing', async () => {
    const { services, sandbox } = console_
    for (const name of ['Acme', 'Bell', 'Cole']) sandbox.addAccount({ organization_name: name, status: 'enabled' })
    const [acme, bell, cole] = sandbox.accounts().slice(-3)
    if (!acme || !bell || !cole) throw new Error('too few accounts')
    await mirrorAccounts(console_, [acme, bell, cole])
    await services.db.update(accounts).set({ status: 'disabled' }).where(eq(accounts.id, bell.id))
    await services.db.update(accounts).set({ protectedReason: 'A hospital' }).where(eq(accounts.id, cole.id))
    const { id } = await request(asker, [acme.id, bell.id, cole.id])
    expect(await accountsOfApproval(decider, id)).toEqual({
      total: 3,
      change: 1,
      holds: 1,
      cannot: 1,
      rows: [
        { id: acme.id, name: 'Acme', why: null },
        { id: bell.id, name: 'Bell', why: 'It is already disabled.' },
        { id: cole.id, name: 'Cole', why: 'Protected accounts are changed one by one.' },
      ],
    })
    await expect(accountsOfApproval(await person('support'), id)).rejects.toThrow('This request')
  })

  it('a request that could not be started is refused, and the wrong field is named', async () => {
    const ask = (changed: Record<string, unknown>) =>
      execute(requestApproval, asker, {
        action: 'accounts.disable',
        selection: randomUUID(),
        parameters: { ...parameters, ...changed },
        reason: 'A ring of fraud',
      })
    const wrong: [Record<string, unknown>, string][] = [
      [{ reason: 'because' }, 'parameters.reason'],
      [{ reason: 'other', note: '' }, 'parameters.note'],
      [{ ticket: 'x'.repeat(501) }, 'parameters.ticket'],
      [{ reviewOn: 'tomorrow' }, 'parameters.reviewOn'],
      [{ note: undefined }, 'parameters.note'],
    ]
    for (const [changed, field] of wrong) {
      await expect(ask(changed), field).rejects.toMatchObject({
        problem: { code: 'invalid', fields: { [field]: expect.any(String) } },
      })
    }
  })

  it('a request stores no parameter that the job would not use', async () => {
    const { id } = await request(asker, undefined, { more: 'of everything' })
    const row = (await listApprovals(decider)).find(one => one.id === id)
    expect(row?.parameters).toEqual(parameters)
  })

  it('nobody approves their own request, in any role', async () => {
    const owner = await person('owner')
    const { id, digest, plan } = await request(owner)
    await expect(decide(owner, id, digest)).rejects.toThrow('You made this request yourself')
    await expect(take(owner, id, plan)).rejects.toThrow('No approval')
  })

  it('support and finance cannot approve, and a stale sign-in cannot either', async () => {
    const { id, digest } = await request(asker)
    for (const role of ['support', 'finance'] as const) {
      await expect(decide(await person(role), id, digest)).rejects.toMatchObject({ problem: { code: 'forbidden' } })
    }
    const stale = {
      ...decider,
      actor: { ...decider.actor, provenAt: new Date(console_.clock.now.getTime() - 300_000) },
    }
    await expect(decide(stale, id, digest)).rejects.toMatchObject({ problem: { code: 'confirm_identity' } })
  })

  it('any change voids an approval: one account more or less, another order, parameter or person', async () => {
    const { id, digest, plan } = await request(asker)
    await decide(decider, id, digest)
    const changed: Plan[] = [
      { ...plan, accountIds: [...plan.accountIds, randomUUID()] },
      { ...plan, accountIds: plan.accountIds.slice(1) },
      { ...plan, accountIds: [...plan.accountIds].reverse() },
      { ...plan, parameters: { ...parameters, note: 'Card testing.' } },
      { ...plan, parameters: { ...parameters, more: null } },
    ]
    for (const other of changed) await expect(take(asker, id, other)).rejects.toThrow('No approval covers exactly this')
    await expect(take(decider, id, plan)).rejects.toThrow('No approval')
    await expect(decide(decider, id, digestOf(changed[0] ?? plan))).rejects.toThrow(AppError)
    await take(asker, id, { ...plan, parameters: Object.fromEntries(Object.entries(parameters).reverse()) })
  })

  it('accounts or parameters changed directly in the database do not run', async () => {
    const { id, digest, plan } = await request(asker)
    await decide(decider, id, digest)
    const accountIds = [randomUUID()]
    await console_.services.db.update(approvals).set({ accountIds }).where(eq(approvals.id, id))
    await expect(take(asker, id, { ...plan, accountIds })).rejects.toThrow('No approval')
    await expect(take(asker, id, plan)).rejects.toThrow('No approval')
  })

  it('an approval is void when the requester or the approver has lost the permission', async () => {
    for (const who of ['asker', 'decider'] as const) {
      const [one, two] = [await person('manager'), await person('manager')]
      const { id, digest, plan } = await request(one)
      await decide(two, id, digest)
      const lost = who === 'asker' ? { disabledAt: console_.clock.now } : { role: 'support' as const }
      const whose = who === 'asker' ? one : two
      await console_.services.db.update(operators).set(lost).where(eq(operators.id, whose.actor.id))
      await expect(take(one, id, plan), who).rejects.toThrow('void')
    }
  })

  it('a request expires after a day, decided or not, and the list shows it', async () => {
    const [open, approved] = [await request(asker), await request(asker)]
    await decide(decider, approved.id, approved.digest)
    console_.clock.forward(24 * 3_600)
    decider = { ...decider, actor: { ...decider.actor, provenAt: console_.clock.now } }
    await expect(decide(decider, open.id, open.digest)).rejects.toThrow('no longer be decided')
    await expect(take(asker, approved.id, approved.plan)).rejects.toThrow('No approval')
    const states = new Map((await listApprovals(decider)).map(row => [row.id, row.state]))
    expect([states.get(open.id), states.get(approved.id)]).toEqual(['expired', 'expired'])
  })

  it('any history of parallel decisions, withdrawals and starts keeps the invariants', async () => {
    const deciders = [decider, await person('owner'), asker]
    const step = fc.constantFrom('approve', 'reject', 'withdraw', 'take', 'take changed')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(step, fc.nat(2), fc.boolean()), { minLength: 1, maxLength: 8 }),
        async steps => {
          const { id, digest, plan } = await request(asker)
          let taken = 0
          let approvedByAnother = false
          const run = async ([what, who]: [string, number, boolean]) => {
            const ctx = deciders[who] ?? decider
            if (what === 'approve' || what === 'reject') {
              await decide(ctx, id, digest, what === 'approve' ? 'approved' : 'rejected')
              expect(ctx).not.toBe(asker)
              if (what === 'approve') approvedByAnother = true
            } else if (what === 'withdraw') await execute(withdrawApproval, ctx, { id })
            else {
              await take(asker, id, what === 'take' ? plan : { ...plan, accountIds: [] })
              taken += 1
              expect(what).toBe('take')
            }
          }
          let together: Promise<unknown>[] = []
          for (const one of steps) {
            const refusals = run(one).catch(error => {
              if (!(error instanceof AppError)) throw error
            })
            together.push(refusals)
            if (!one[2]) {
              await Promise.all(together)
              together = []
            }
          }
          await Promise.all(together)
          expect(taken).toBeLessThanOrEqual(approvedByAnother ? 1 : 0)
          const row = (await listApprovals(asker)).find(one => one.id === id)
          expect(row?.state === 'used').toBe(taken === 1)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('an owner sets the approval limit, and nobody else can', async () => {
    const owner = await person('owner')
    const { db } = console_.services
    expect(await approvalLimit(db)).toBe(50)
    for (const over of [10, null]) {
      await execute(setApprovalLimit, owner, { over })
      expect(await approvalLimit(db)).toBe(over)
    }
    await expect(execute(setApprovalLimit, decider, { over: 1 })).rejects.toMatchObject({
      problem: { code: 'forbidden' },
    })
  })
})
