import { createHash } from 'node:crypto'
import { and, asc, eq, gt, inArray, not, type SQL, sql } from 'drizzle-orm'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unguardedCell } from '@/lib/csv'
import { type DeskView, type ItemState, loadRoundSearch, type ReviewItem, type Verdict } from '@/lib/reviews'
import { readHead } from '@/server/audit/append'
import { execute } from '@/server/commands/define'
import type { Ctx, OperatorActor } from '@/server/context'
import { removeUser } from '@/server/organization/commands'
import { getRoster } from '@/server/organization/roster'
import { accounts, auditEvents, reviewItems, reviewRounds } from '@/server/platform/db/schema'
import { mirrorAccounts, refusal } from '@/server/testing/accounts'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { decideBulk, decideItem, followUp, undoDecision } from './decide'
import { downloadEvidence } from './evidence'
import { listItems, listVerdicts } from './items'
import { openRound } from './open'
import { readDesk, readSetup } from './rounds'
import { setSecondPerson } from './rule'
import { signOff } from './sign-off'

let console_: TestConsole
let finance: Ctx<OperatorActor>
let manager: Ctx<OperatorActor>
let owner: Ctx<OperatorActor>
let support: Ctx<OperatorActor>
let earlier = 0

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 40 } })
  finance = await console_.as('finance')
  manager = await console_.as('manager')
  owner = await console_.as('owner')
  support = await console_.as('support')
})
afterAll(() => console_.close())

beforeEach(async () => {
  // Rounds that are signed off stay: a later case opens its own.
  await finance.db.delete(accounts)
  await mirrorAccounts(console_, console_.sandbox.accounts())
  console_.clock.forward(60)
  earlier = (await readHead(finance.db))?.lastId ?? 0
})

const recorded = (action: string) =>
  finance.db
    .select()
    .from(auditEvents)
    .where(and(gt(auditEvents.id, earlier), sql`${auditEvents.action} = ${action}`))
    .orderBy(asc(auditEvents.id))

async function done<T>(work: Promise<T>): Promise<Exclude<T, { commandId: string }>> {
  const answer = await work
  if (answer && typeof answer === 'object' && 'commandId' in answer) throw new Error('still under way')
  return answer as Exclude<T, { commandId: string }>
}

type Kind = 'rollup' | 'pricing' | 'users'

const inputOf = (kind: Kind, more: object = {}) => ({
  kind,
  name: 'November',
  dueOn: '2026-11-30',
  reviewers: [] as string[],
  search: '',
  ...more,
})

const open = async (kind: Kind = 'rollup', by = kind === 'users' ? manager : finance, more: object = {}) =>
  (await done(execute(openRound, by, inputOf(kind, more)))).id

async function items(roundId: string, state: ItemState = 'all', by = owner): Promise<ReviewItem[]> {
  return (await listItems(by, { roundId, search: { ...loadRoundSearch({}), state, size: 250 } })).rows
}

const seenOf = (item: ReviewItem) => ({ verdict: item.verdict, decidedAt: item.decidedAt, value: item.now })

function decide(item: ReviewItem | undefined, verdict: Verdict = 'approved', by = finance, note = 'as agreed') {
  if (!item) throw new Error('no such item')
  const { roundId, subjectId } = item
  return done(execute(decideItem, by, { roundId, subjectId, verdict, note, seen: seenOf(item) }))
}

const bulk = (roundId: string, count: number, by = finance, more: object = {}) =>
  done(execute(decideBulk, by, { roundId, verdict: 'approved', note: '', q: '', count, ...more }))

const flip = (item: ReviewItem | undefined, rollupBilling: boolean) =>
  finance.db
    .update(accounts)
    .set({ rollupBilling })
    .where(eq(accounts.id, item?.subjectId ?? ''))

/** A manager whom Telnyx tells all users but one. */
function withoutUser(place: number): Ctx<OperatorActor> {
  const { organization } = manager.telnyx
  const listUsers: typeof organization.listUsers = async (...asked) => {
    const answer = await organization.listUsers(...asked)
    return { ...answer, rows: answer.rows.toSpliced(place, 1) }
  }
  return { ...manager, telnyx: { ...manager.telnyx, organization: { ...organization, listUsers } } }
}

const deskOf = (roundId: string, by = finance): Promise<DeskView> => readDesk(by, { desk: 'billing', round: roundId })

const withFlag = (rows: ReviewItem[], value: string, nth = 0) => rows.filter(item => item.value === value)[nth]

describe('a round', () => {
  it('freezes the items with their values, and keeps them when accounts change', async () => {
    const roundId = await open()
    const truth = console_.sandbox.accounts()
    const before = await items(roundId)
    expect(before.map(item => [item.subjectId, item.value]).sort()).toEqual(
      truth.map(one => [one.id, one.rollup_billing ? 'yes' : 'no']).sort(),
    )
    const one = withFlag(before, 'yes')
    await flip(one, false)
    await finance.db
      .delete(accounts)
      .where(eq(accounts.id, before[0] === one ? (before[1]?.subjectId ?? '') : (before[0]?.subjectId ?? '')))
    const after = await items(roundId)
    expect(after.map(item => item.value)).toEqual(before.map(item => item.value))
    expect(after.find(item => item.subjectId === one?.subjectId)).toMatchObject({ value: 'yes', now: 'no' })
    expect((await deskOf(roundId)).round?.counts).toMatchObject({
      items: truth.length,
      changed: 1,
      gone: 1,
      todo: truth.length - 1,
    })
    expect(await recorded('review_round.open')).toMatchObject([
      { targetKind: 'review_round', targetId: roundId, detail: { kind: 'rollup', items: truth.length } },
    ])
  })

  it('takes the accounts of a search, and is refused where none matches', async () => {
    const search = '?rollup=yes&sort=-credit&size=25'
    const wanted = console_.sandbox.accounts().filter(one => one.rollup_billing)
    const setup = await readSetup(finance, { desk: 'billing', search })
    expect(setup.counts).toEqual({ rollup: wanted.length, pricing: wanted.length })
    const roundId = await open('pricing', finance, { search })
    expect(await items(roundId)).toHaveLength(wanted.length)
    expect((await deskOf(roundId)).round?.population).toBe('Rollup billing: Rollup')
    expect((await deskOf(await open())).round?.population).toBeNull()
    expect((await refusal(open('rollup', finance, { search: '?q=nobody-is-called-so' }))).message).toContain(
      'Nothing matches',
    )
  })

  it('is not opened from a list of users that was incomplete: somebody might never be reviewed', async () => {
    const partly = withoutUser(0)
    console_.clock.forward(60)
    expect((await refusal(open('users', partly))).message).toContain('is incomplete')
    console_.clock.forward(60)
    await open('users')
  })

  it('is not opened from an incomplete list that replaced the complete one at the last moment', async () => {
    console_.clock.forward(60)
    await getRoster(manager)
    const transaction: typeof manager.db.transaction = async (...work) => {
      console_.clock.forward(60)
      await getRoster(withoutUser(0))
      return manager.db.transaction(...work)
    }
    const db = new Proxy(manager.db, {
      get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name)),
    })
    expect((await refusal(open('users', { ...manager, db }))).message).toContain('is incomplete')
  })

  it('can be opened and read with the permission: not by support, and rounds of users not by finance', async () => {
    const roundId = await open('users')
    for (const by of [support, finance]) {
      expect((await refusal(open('users', by))).code).toBe('forbidden')
      expect((await refusal(listItems(by, { roundId, search: loadRoundSearch({}) }))).code).toBe('forbidden')
      expect((await refusal(readDesk(by, { desk: 'access', round: null }))).code).toBe('forbidden')
      const [item] = await items(roundId)
      expect((await refusal(decide(item, 'approved', by))).code).toBe('forbidden')
    }
    expect((await refusal(open('rollup', support))).code).toBe('forbidden')
    expect((await refusal(readDesk(support, { desk: 'billing', round: null }))).code).toBe('forbidden')
    const { people } = await readSetup(finance, { desk: 'billing', search: '' })
    expect(people.map(one => one.id).sort()).toEqual([finance, manager, owner].map(ctx => ctx.actor.id).sort())
  })

  it('accepts decisions only from its reviewers', async () => {
    const roundId = await open('rollup', finance, { reviewers: [finance.actor.id] })
    const [first] = await items(roundId)
    expect((await refusal(decide(first, 'approved', manager))).message).toContain('not a reviewer')
    expect((await deskOf(roundId, manager)).round?.mayDecide).toBe(false)
    await decide(first)
    const field = (await refusal(open('rollup', finance, { reviewers: [support.actor.id] }))).fields
    expect(field?.reviewers).toContain('cannot review')
  })
})

describe('a decision', () => {
  it('is stored with note, reviewer, time and the value it is about, and recorded', async () => {
    const roundId = await open()
    const item = withFlag(await items(roundId), 'yes')
    await decide(item, 'questioned', finance, 'The contract says own balance')
    const [after] = await items(roundId, 'questioned')
    expect(after).toMatchObject({
      verdict: 'questioned',
      note: 'The contract says own balance',
      decidedValue: 'yes',
      decidedBy: 'Test finance',
      bulkId: null,
      isMine: false,
    })
    expect(await recorded('review.decide')).toMatchObject([
      {
        targetKind: 'account',
        targetId: item?.subjectId,
        reason: 'The contract says own balance',
        changes: { review: ['open', 'questioned'] },
        detail: { round: 'November', value: 'On' },
      },
    ])
    expect(console_.sandbox.calls().filter(call => call.method !== 'GET')).toEqual([])
  })

  it('is refused when another verdict or value is stored than the screen showed, and changes nothing', async () => {
    const roundId = await open()
    const [item, other] = (await items(roundId)).filter(one => one.value === 'yes')
    await decide(item, 'approved', manager)
    expect((await refusal(decide(item))).message).toMatch(/^Test manager approved this/)
    await flip(other, false)
    expect((await refusal(decide(other))).message).toBe(
      'It was “On” on your screen and is “Off” now. Nothing was decided.',
    )
    expect(await items(roundId, 'approved')).toHaveLength(1)
    expect(await recorded('review.decide')).toHaveLength(1)
  })

  it('requires a note to question, a value to approve, and an item that still exists', async () => {
    const roundId = await open()
    const [one, two, three] = await items(roundId)
    expect((await refusal(decide(one, 'questioned', finance, ' '))).fields).toEqual({
      note: 'Enter the reason.',
    })
    await finance.db
      .update(accounts)
      .set({ rollupBilling: null })
      .where(eq(accounts.id, two?.subjectId ?? ''))
    expect((await refusal(decide(two && { ...two, now: 'unknown' }))).message).toContain('has not reported')
    const unknown = (await items(roundId)).find(item => item.subjectId === two?.subjectId)
    expect(unknown?.money, 'whose balance it is, is not known either').toMatchObject({ rollupBilling: null })
    await finance.db
      .update(accounts)
      .set({ missingSince: finance.now() })
      .where(eq(accounts.id, three?.subjectId ?? ''))
    expect((await refusal(decide(three))).message).toContain('no longer exists at Telnyx')
  })

  it('shows a later change with before and after, and is requested again', async () => {
    const roundId = await open()
    const item = withFlag(await items(roundId), 'yes')
    await decide(item)
    expect((await items(roundId, 'changed')).length).toBe(0)
    await flip(item, false)
    const [changed] = await items(roundId, 'changed')
    expect(changed).toMatchObject({ subjectId: item?.subjectId, decidedValue: 'yes', now: 'no', verdict: 'approved' })
    expect((await items(roundId, 'todo')).map(one => one.subjectId)).toContain(item?.subjectId)
    await decide(changed, 'questioned')
    expect(await items(roundId, 'changed')).toEqual([])
    const [verdict] = await listVerdicts(finance, item?.subjectId ?? '')
    expect(verdict).toMatchObject({ roundId, verdict: 'questioned', decidedValue: 'no', now: 'no', value: 'yes' })
  })

  it('can be undone by its reviewer, once, while the round is open', async () => {
    const roundId = await open()
    const [item] = await items(roundId)
    await decide(item)
    const undo = (by = finance) => done(execute(undoDecision, by, { roundId, subjectId: item?.subjectId }))
    expect((await refusal(undo(owner))).message).toContain('made by Test finance')
    await undo()
    expect((await items(roundId)).find(one => one.subjectId === item?.subjectId)).toEqual(item)
    expect((await refusal(undo())).message).toContain('undone already')
    expect(await recorded('review.undo')).toHaveLength(1)
  })

  it('on a questioned item can be followed up: sent, then answered', async () => {
    const roundId = await open()
    const [item] = await items(roundId)
    const step = (name: string, on = true) =>
      done(execute(followUp, finance, { roundId, subjectId: item?.subjectId, step: name, on }))
    expect((await refusal(step('sent'))).message).toContain('Only a questioned item')
    await decide(item, 'questioned')
    expect((await refusal(step('answered'))).hint).toBe('Mark it as sent, then as answered.')
    expect(await step('sent')).toEqual({ at: finance.now().toISOString() })
    await step('answered')
    expect((await items(roundId, 'questioned'))[0]).toMatchObject({
      sentBy: 'Test finance',
      answeredBy: 'Test finance',
    })
    expect(await step('sent', false)).toEqual({ at: null })
    expect((await items(roundId, 'questioned'))[0]).toMatchObject({ sentAt: null, answeredAt: null })
    expect(await recorded('review.follow_up')).toHaveLength(3)
  })
})

describe('a bulk decision', () => {
  it('covers open and unchanged items, in one audit entry with the visible filter', async () => {
    const roundId = await open()
    const all = await items(roundId)
    await decide(all[0], 'questioned')
    await flip(all[1], all[1]?.value === 'no')
    const answer = await bulk(roundId, all.length - 1)
    expect(answer).toMatchObject({ decided: all.length - 2, left: 1 })
    expect((await items(roundId, 'open')).map(one => one.subjectId)).toEqual([all[1]?.subjectId])
    const approved = await items(roundId, 'approved')
    expect(new Set(approved.map(one => one.bulkId))).toEqual(new Set([answer.bulkId]))
    const entries = (await recorded('review.decide')).filter(entry => entry.targetKind === 'review_round')
    expect(entries).toMatchObject([
      { targetId: roundId, detail: { decided: all.length - 2, shown: all.length - 1, left: 1, search: '' } },
    ])
    await done(execute(undoDecision, finance, { roundId, bulkId: answer.bulkId }))
    expect((await deskOf(roundId)).round?.counts).toMatchObject({ open: all.length - 1, questioned: 1 })
  })

  it('covers ticked items or the visible filter, and never more than were shown', async () => {
    const roundId = await open()
    const all = await items(roundId)
    const ids = all.slice(0, 3).map(one => one.subjectId)
    expect(await bulk(roundId, 3, finance, { ids })).toMatchObject({ decided: 3, left: 0 })
    const q = all[5]?.name ?? ''
    expect(await bulk(roundId, 1, finance, { q })).toMatchObject({ decided: 1 })
    expect((await refusal(bulk(roundId, 2))).message).toContain('items match now, but 2 were shown')
    expect(await items(roundId, 'approved')).toHaveLength(4)
    expect((await refusal(bulk(roundId, 3, finance, { ids }))).message).toContain('None of these items is open')
  })

  it('that cannot be recorded decides nothing', async () => {
    const roundId = await open()
    const all = await items(roundId)
    const broken = { ...finance, auditChain: { ...finance.auditChain, keyId: 'another' } }
    await expect(bulk(roundId, all.length, broken)).rejects.toThrow()
    expect(await items(roundId, 'open')).toHaveLength(all.length)
  })
})

describe('reviewers at the same time', () => {
  const picks = fc.array(fc.record({ at: fc.nat(39), by: fc.nat(2), undo: fc.boolean() }), {
    minLength: 4,
    maxLength: 14,
  })

  it('never lose or repeat an item, also with external changes in between', async () => {
    await fc.assert(
      fc.asyncProperty(picks, fc.nat(30), async (chosen, drifting) => {
        earlier = (await readHead(finance.db))?.lastId ?? 0
        const roundId = await open()
        const all = await items(roundId)
        const item = (at: number) => all[at % all.length]
        const opened = await Promise.all([finance, manager, owner].map(() => console_.database.another()))
        const reviewers = [finance, manager, owner].map((ctx, at) => ({ ...ctx, db: opened[at]?.db ?? ctx.db }))
        const undo = (at: number, by = finance) =>
          execute(undoDecision, by, { roundId, subjectId: item(at)?.subjectId }).then(() => null)
        const attempts = [
          ...chosen.map(one => () => decide(item(one.at), 'questioned', reviewers[one.by])),
          () => bulk(roundId, all.length, reviewers[0]),
          ...chosen.map(one => async () => (one.undo ? undo(one.at, reviewers[one.by]) : null)),
          () => flip(item(drifting), item(drifting)?.value === 'no').then(() => null),
          () => bulk(roundId, all.length, reviewers[1]),
        ]
        await Promise.allSettled(attempts.map(attempt => attempt()))
        const after = await items(roundId)
        expect(after.map(one => one.subjectId).sort()).toEqual(all.map(one => one.subjectId).sort())
        await expectAsRecorded(after)

        const left = after.filter(one => one.verdict === 'open').length
        const [signed, decided] = await Promise.allSettled([
          execute(
            signOff,
            { ...manager, db: reviewers[1]?.db ?? manager.db },
            { roundId, remark: 'As is', open: left },
          ),
          decide(after[0], 'questioned', reviewers[2], 'At the last moment'),
        ])
        const last = await items(roundId)
        const noted = last.filter(one => one.note === 'At the last moment')
        expect(noted).toHaveLength(decided.status === 'fulfilled' ? 1 : 0)
        expect(signed.status === 'fulfilled' || decided.status === 'fulfilled').toBe(true)
        if (signed.status === 'fulfilled') {
          const file = JSON.parse(await (await downloadEvidence(finance, { roundId, format: 'json' })).text())
          const verdicts = (rows: { verdict: string }[]) => rows.map(one => one.verdict).sort()
          expect(verdicts(file.decisions)).toEqual(verdicts(last))
          expect(file.end).toMatchObject({ count: all.length, open: left })
        }
        await expectAsRecorded(last)
        await flip(item(drifting), item(drifting)?.value === 'yes')
        await Promise.all(opened.map(one => one.close()))
      }),
      { numRuns: 5 },
    )
  }, 60_000)

  /** Each item has the verdict that follows from the entries of the audit record, applied in their order. */
  async function expectAsRecorded(after: readonly ReviewItem[]): Promise<void> {
    const entries = await finance.db
      .select()
      .from(auditEvents)
      .where(and(gt(auditEvents.id, earlier), inArray(auditEvents.action, ['review.decide', 'review.undo'])))
      .orderBy(asc(auditEvents.id))
    const many = entries.filter(entry => entry.targetKind === 'review_round')
    for (const entry of many) {
      const ofBulk = after.filter(one => one.bulkId === entry.detail?.bulkId)
      expect(ofBulk.length).toBeLessThanOrEqual(Number(entry.detail?.decided))
    }
    const steps = entries.filter(entry => entry.targetKind === 'account')
    // In bulk, open items were approved: how many must add up, which ones is seen by their next entry.
    const approved = many.reduce((sum, entry) => sum + Number(entry.detail?.decided), 0)
    let unseen = approved
    for (const one of after) {
      let verdict: unknown = 'open'
      const inBulk = (next: unknown) => {
        if (verdict !== 'open' || next !== 'approved') return
        verdict = 'approved'
        unseen -= 1
      }
      for (const { changes } of steps.filter(entry => entry.targetId === one.subjectId)) {
        const [from, to] = changes?.review ?? []
        inBulk(from)
        expect(from, 'no decision was lost').toBe(verdict)
        verdict = to
      }
      inBulk(one.verdict)
      expect(one.verdict).toBe(verdict)
      expect(one.bulkId !== null).toBe(verdict === 'approved')
      if (verdict === 'open' && !steps.some(entry => entry.targetId === one.subjectId))
        expect(one.now, 'only what had changed was left open').not.toBe(one.value)
    }
    expect(unseen, 'a bulk decision has as many items as its entry states').toBe(0)
  }
})

describe('a sign-off', () => {
  it('records what was left open and why, and requires a fresh proof of identity', async () => {
    const roundId = await open()
    const all = await items(roundId)
    await decide(all[0])
    const left = all.length - 1
    const give = (remark: string, count = left, by = finance) =>
      done(execute(signOff, by, { roundId, remark, open: count }))
    const stale = { ...finance, actor: { ...finance.actor, provenAt: new Date(0) } }
    expect((await refusal(give('Reviewed', left, stale))).code).toBe('confirm_identity')
    expect((await refusal(give(''))).fields?.remark).toContain(`${left} items are left open`)
    expect((await refusal(give('Reviewed', 3))).message).toContain('the dialog showed 3')
    await give('Waiting for the contracts')
    const { round } = await deskOf(roundId)
    expect(round).toMatchObject({
      state: 'signed_off',
      signedOffBy: 'Test finance',
      remark: 'Waiting for the contracts',
    })
    const [entry] = await recorded('review_round.sign_off')
    expect(entry).toMatchObject({ targetId: roundId, detail: { open: left, approved: 1 } })
    expect([round?.auditId, round?.auditHash]).toEqual([entry?.id, entry?.hash])
  })

  it('requires another person than the one who decided most, once an owner demands it', async () => {
    await done(execute(setSecondPerson, owner, { required: true }))
    const roundId = await open()
    const all = await items(roundId)
    await bulk(roundId, all.length)
    const give = (by = finance) => done(execute(signOff, by, { roundId, remark: '', open: 0 }))
    expect((await refusal(give())).message).toContain('more than half')
    await give(manager)
    expect(await recorded('setting.change')).toMatchObject([{ changes: { secondPerson: [false, true] } }])
    await done(execute(setSecondPerson, owner, { required: false }))
  })

  it('cannot be changed, neither by a command nor by direct SQL', async () => {
    const roundId = await open()
    const all = await items(roundId)
    await decide(all[0], 'questioned')
    await done(execute(signOff, finance, { roundId, remark: 'The rest next month', open: all.length - 1 }))
    const { db } = finance
    expect((await refusal(decide(all[1]))).message).toContain('signed this round off')
    expect((await refusal(bulk(roundId, 40))).message).toContain('signed this round off')
    expect((await refusal(execute(undoDecision, finance, { roundId, subjectId: all[0]?.subjectId }))).code).toBe(
      'conflict',
    )
    const follow = { roundId, subjectId: all[0]?.subjectId, step: 'sent', on: true }
    expect((await refusal(execute(followUp, finance, follow))).code).toBe('conflict')
    const before = [await db.select().from(reviewRounds), await db.select().from(reviewItems)]
    for (const statement of [
      sql`update review_items set verdict = 'approved' where round_id = ${roundId}`,
      sql`delete from review_items where round_id = ${roundId} and subject_id = ${all[0]?.subjectId}`,
      sql`insert into review_items (round_id, subject_id, value) values (${roundId}, 'another', 'yes')`,
      sql`update review_rounds set state = 'open' where id = ${roundId}`,
      sql`update review_rounds set remark = 'All is well' where id = ${roundId}`,
      sql`delete from review_rounds where id = ${roundId}`,
      sql`truncate review_items, review_rounds`,
    ])
      await expect(db.execute(statement)).rejects.toThrow()
    const other = await open('pricing')
    await expect(
      db.execute(sql`update review_items set round_id = ${roundId} where round_id = ${other}`),
    ).rejects.toThrow()
    await db.delete(reviewItems).where(eq(reviewItems.roundId, other))
    await db.delete(reviewRounds).where(eq(reviewRounds.id, other))
    expect([await db.select().from(reviewRounds), await db.select().from(reviewItems)]).toEqual(before)
  })
})

describe('evidence', () => {
  it('contains every decision with the true values, and proves its count and content', async () => {
    const roundId = await open()
    const all = await items(roundId)
    const truth = console_.sandbox.accounts()
    await finance.db
      .update(reviewItems)
      .set({ name: '=cmd()', note: '@SUM(A1)' })
      .where(and(eq(reviewItems.roundId, roundId), eq(reviewItems.subjectId, all[0]?.subjectId ?? '')))
    await decide(all[1], 'questioned', finance, '=1+1')
    await flip(all[2], all[2]?.value === 'no')
    await bulk(roundId, all.length)
    expect((await refusal(downloadEvidence(finance, { roundId, format: 'csv' }))).message).toContain('not signed off')
    await done(execute(signOff, manager, { roundId, remark: 'One flag is changing', open: 1 }))
    const get = async (format: 'csv' | 'json') =>
      Buffer.from(await (await downloadEvidence(finance, { roundId, format })).arrayBuffer()).toString()

    const json = await get('json')
    const file = JSON.parse(json) as {
      about: Record<string, unknown>
      decisions: Record<string, unknown>[]
      end: Record<string, unknown>
    }
    const lines = file.decisions.map(one => `${JSON.stringify(one)}\n`).join('')
    const digest = createHash('sha256').update(lines).digest('hex')
    expect(file.end).toEqual({
      count: truth.length,
      open: 1,
      approved: truth.length - 2,
      questioned: 1,
      decisionsSha256: digest,
    })
    const [entry] = await recorded('review_round.sign_off')
    expect(entry?.detail?.decisionsSha256).toBe(digest)
    expect(file.about).toMatchObject({ items: truth.length, auditHash: entry?.hash, signedOffBy: 'Test manager' })
    const frozen = (id: unknown) => truth.find(one => one.id === id)?.rollup_billing
    expect(file.decisions.map(one => one.frozen)).toEqual(file.decisions.map(one => (frozen(one.id) ? 'yes' : 'no')))
    const left = file.decisions.filter(one => one.verdict === 'open')
    expect(left).toMatchObject([{ id: all[2]?.subjectId, bulkId: null, by: null }])
    expect(left[0]?.atSignOff).not.toBe(left[0]?.frozen)
    expect(file.decisions.filter(one => one.bulkId !== null)).toHaveLength(truth.length - 2)

    const csv = await get('csv')
    const rows = readCsv(csv)
    const [closing, before] = [rows.at(-1), rows.at(-2)]
    expect(before?.slice(0, 2)).toEqual(['count', String(truth.length)])
    const content = csv.slice(0, csv.lastIndexOf('sha256,'))
    expect(closing?.[1]).toBe(createHash('sha256').update(content).digest('hex'))
    expect(rows.slice(1, truth.length + 1).map(row => row[0])).toEqual(file.decisions.map(one => one.id))
    // The CSV has words where the JSON, and with it the digest, has stored values.
    expect(rows.slice(1, truth.length + 1).map(([id, , , value]) => [id, value])).toEqual(
      file.decisions.map(one => [one.id, frozen(one.id) ? 'On' : 'Off']),
    )
    expect(new Set(rows.slice(1, truth.length + 1).map(row => row[4]))).toEqual(
      new Set(['Open', 'Approved', 'Questioned']),
    )
    expect(rows.slice(1, truth.length + 1).filter(row => row[10] === 'bulk')).toHaveLength(truth.length - 2)
    expect(csv).not.toMatch(/(^|,|")[=@]/m)
    expect(rows.some(row => unguardedCell(row[1] ?? '') === '=cmd()')).toBe(true)
    expect(await recorded('review_round.evidence')).toMatchObject([
      { detail: { rows: truth.length, format: 'json' } },
      { detail: { format: 'csv' } },
    ])
  })
})

describe('evidence that was changed', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const tails = {
    csv: (digest: string) => `sha256,${digest}${','.repeat(12)}\r\n`,
    json: (digest: string) => `  "sha256": "${digest}"\n}\n`,
  }
  /** The file with a checksum that matches its content, as a careful forger would make it. */
  function sealed(format: 'csv' | 'json', text: string): string {
    const content = text.slice(0, text.lastIndexOf(format === 'csv' ? 'sha256,' : '  "sha256": '))
    return `${content}${tails[format](sha256(content))}`
  }
  const change = fc.record({
    how: fc.constantFrom('character', 'removed', 'doubled', 'swapped', 'cut off'),
    line: fc.nat(),
    other: fc.nat(),
  })
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

  function changedBy(text: string, { how, line, other }: Change): string {
    const lines = text.split('\n')
    const at = line % lines.length
    const one = lines[at] ?? ''
    const next = (at + 1 + (other % (lines.length - 1))) % lines.length
    const place = other % Math.max(1, one.length)
    if (how === 'character')
      lines[at] = `${one.slice(0, place)}${one[place] === '7' ? '8' : '7'}${one.slice(place + 1)}`
    else if (how === 'removed') lines.splice(at, 1)
    else if (how === 'doubled') lines.splice(at, 0, one)
    else if (how === 'swapped') [lines[at], lines[next]] = [lines[next] ?? '', one]
    else lines.splice(at)
    return lines.join('\n')
  }

  async function signedOff(): Promise<string> {
    const roundId = await open()
    const all = await items(roundId)
    await decide(all[1], 'questioned', finance, 'See the contract')
    await bulk(roundId, all.length)
    await done(execute(signOff, manager, { roundId, remark: '', open: 0 }))
    return roundId
  }

  it('does not match its checksum, whatever was changed, and a new checksum is not in the audit record', async () => {
    const roundId = await signedOff()
    for (const format of ['csv', 'json'] as const) {
      const answer = await downloadEvidence(finance, { roundId, format })
      const text = Buffer.from(await answer.arrayBuffer()).toString()
      expect(sealed(format, text)).toBe(text)
      const known = (await recorded('review_round.evidence')).map(entry => entry.detail?.sha256)
      expect(known).toContain(sha256(text))
      fc.assert(
        fc.property(change, one => {
          const other = changedBy(text, one)
          fc.pre(other !== text)
          expect(sealed(format, other)).not.toBe(other)
          const forged = sealed(format, other)
          if (forged !== text) expect(known).not.toContain(sha256(forged))
        }),
        { numRuns: 300 },
      )
    }
  })

  const text = ['subject_id', 'name', 'email', 'value', 'verdict', 'note', 'decided_value', 'decided_by_name']
  const columns: Record<string, string> = {
    ...Object.fromEntries(
      [...text, 'sent_by_name', 'answered_by_name', 'closing_value'].map(name => [
        name,
        `coalesce(${name}, '') || '+'`,
      ]),
    ),
    ...Object.fromEntries(['decided_by_id', 'bulk_id'].map(name => [name, 'gen_random_uuid()'])),
    ...Object.fromEntries(
      ['decided_at', 'sent_at', 'answered_at'].map(name => [name, `coalesce(${name}, now()) + interval '1 second'`]),
    ),
  }

  it('is refused when it was changed in the database, past its triggers', async () => {
    const roundId = await signedOff()
    const all = await items(roundId)
    const one = (at: number) => sql`round_id = ${roundId} and subject_id = ${all[at % all.length]?.subjectId ?? ''}`
    const statements = fc.oneof(
      fc
        .constantFrom(...Object.keys(columns))
        .map(name => sql.raw(`update review_items set ${name} = ${columns[name]}`)),
      fc.constant(sql`delete from review_items`),
    )
    await fc.assert(
      fc.asyncProperty(statements, fc.nat(), async (statement, at) => {
        const undone = new Error('undone')
        const work = finance.db.transaction(async tx => {
          await tx.execute(sql`alter table review_items disable trigger user`)
          await tx.execute(sql`${statement} where ${one(at)}`)
          const found = await refusal(downloadEvidence({ ...finance, db: tx }, { roundId, format: 'csv' }))
          expect(found.message).toMatch(/^The decisions of this round are not those that were signed off/)
          throw undone
        })
        await expect(work).rejects.toBe(undone)
      }),
      { numRuns: 25 },
    )
    const before = (await recorded('review_round.evidence')).length
    await downloadEvidence(finance, { roundId, format: 'json' })
    expect(await recorded('review_round.evidence'), 'only what was sent is recorded').toHaveLength(before + 1)
  })
})

it('has a digest that can be computed from the stored rows alone', async () => {
  const roundId = await open('users')
  const all = await items(roundId)
  await decide(all[0], 'questioned', manager, 'Left the company')
  await done(execute(signOff, owner, { roundId, remark: 'The rest next month', open: all.length - 1 }))
  const rows = await finance.db
    .select()
    .from(reviewItems)
    .where(eq(reviewItems.roundId, roundId))
    .orderBy(asc(reviewItems.subjectId))
  const lines = rows.map(row => ({
    id: row.subjectId,
    name: row.name,
    email: row.email,
    facts: row.facts && {
      bypassesSso: row.facts.bypassesSso,
      groups: row.facts.groups,
      isOwner: row.facts.isOwner,
      lastSignInAt: row.facts.lastSignInAt,
      status: row.facts.status,
    },
    frozen: row.value,
    verdict: row.verdict,
    decidedOn: row.decidedValue,
    atSignOff: row.closingValue ?? row.decidedValue ?? row.value,
    note: row.note,
    by: row.decidedByName,
    byId: row.decidedById,
    at: row.decidedAt,
    bulkId: row.bulkId,
    sentAt: row.sentAt,
    sentBy: row.sentByName,
    answeredAt: row.answeredAt,
    answeredBy: row.answeredByName,
  }))
  const digest = createHash('sha256')
    .update(lines.map(line => `${JSON.stringify(line)}\n`).join(''))
    .digest('hex')
  expect(await recorded('review_round.sign_off')).toMatchObject([{ detail: { decisionsSha256: digest } }])
  const file = JSON.parse(await (await downloadEvidence(owner, { roundId, format: 'json' })).text())
  expect(file).toMatchObject({ decisions: JSON.parse(JSON.stringify(lines)), end: { decisionsSha256: digest } })
})

describe('an access round', () => {
  it('has every user with the facts, and shows a removal', async () => {
    const roundId = await open('users')
    const truth = console_.sandbox.users()
    const all = await items(roundId)
    expect(all.map(one => one.subjectId).sort()).toEqual(truth.map(one => one.id).sort())
    for (const user of truth) {
      const item = all.find(one => one.subjectId === user.id)
      expect(item).toMatchObject({ email: user.email, now: item?.value, money: null })
      expect(item?.facts).toMatchObject({
        status: user.user_status,
        bypassesSso: user.organization_user_bypasses_sso,
        lastSignInAt: user.last_sign_in_at,
        groups: user.groups.map(group => group.name).sort(),
      })
      for (const group of user.groups) expect(item?.value).toContain(group.name)
    }
    const leaver = truth.find(one => one.record_type === 'organization_sub_user')
    const item = all.find(one => one.subjectId === leaver?.id)
    await decide(item, 'questioned', manager, 'Left the company')
    const input = { userId: leaver?.id, confirmation: leaver?.email, reason: 'Left the company' }
    await done(execute(removeUser, manager, input))
    const isGone = { now: 'gone', verdict: 'questioned' }
    const nowOf = async () => (await items(roundId)).find(one => one.subjectId === leaver?.id)
    expect(await nowOf(), 'before the roster is read again').toMatchObject(isGone)
    console_.clock.forward(60)
    await getRoster(manager)
    expect(await nowOf(), 'after it').toMatchObject(isGone)
    const entries = await recorded('review.decide')
    expect(entries).toMatchObject([{ targetKind: 'organization_user', targetId: leaver?.id }])
  })

  it('does not take a user for removed whom an incomplete list lacks, and is not signed off with it', async () => {
    console_.clock.forward(60)
    const roundId = await open('users')
    const all = await items(roundId)
    const listed = await manager.telnyx.organization.listUsers({})
    const [missing, other] = [3, 4].map(place => listed.rows[place]?.id)
    const of = (rows: ReviewItem[], id: string | undefined) => rows.find(one => one.subjectId === id)
    await decide(of(all, other), 'approved', manager)

    console_.clock.forward(60)
    await getRoster(withoutUser(3))
    const during = await items(roundId)
    expect(of(during, missing)).toMatchObject({ now: 'unknown', verdict: 'open' })
    expect(during.filter(one => one.now !== one.value).map(one => one.subjectId)).toEqual([missing])
    const { round } = await readDesk(manager, { desk: 'access', round: roundId })
    expect(round?.counts).toMatchObject({ gone: 0, todo: all.length - 1 })
    expect((await refusal(decide(of(all, missing), 'approved', manager))).message).toContain('is “Unknown” now')
    for (const verdict of ['approved', 'questioned'] as const) {
      expect((await refusal(decide(of(during, missing), verdict, manager))).message).toContain(
        'list of users is incomplete',
      )
    }
    const give = () => done(execute(signOff, owner, { roundId, remark: 'The rest next month', open: all.length - 1 }))
    expect(await refusal(give())).toMatchObject({
      message: 'Telnyx’s list of users is incomplete and lacks users of this round. Nothing was signed off.',
      hint: expect.stringContaining('try again in a minute'),
    })

    // The complete list proves that one has left. That stays proven when the next list is incomplete.
    const left = listed.rows.findLast(one => !one.isOwner)?.id ?? ''
    await manager.telnyx.organization.removeUser(left)
    console_.clock.forward(60)
    await getRoster(manager)
    console_.clock.forward(60)
    await getRoster(withoutUser(3))
    const after = await items(roundId)
    expect([of(after, left)?.now, of(after, missing)?.now]).toEqual(['gone', 'unknown'])
    // A removal here proves it too.
    const email = of(all, missing)?.email
    await done(execute(removeUser, manager, { userId: missing, confirmation: email, reason: 'Left the company' }))
    expect(of(await items(roundId), missing)?.now).toBe('gone')
    await give()
    const file = JSON.parse(await (await downloadEvidence(owner, { roundId, format: 'json' })).text())
    const closing = (file.decisions as { id: string; atSignOff: string }[]).filter(one => one.atSignOff === 'gone')
    expect(closing.map(one => one.id).sort()).toEqual([left, missing].sort())
  })

  it('never accepts a reviewer’s decision on their own user, alone or in bulk', async () => {
    const roundId = await open('users')
    const all = await items(roundId)
    const own = all.find(one => one.email !== null && one.now !== 'gone')
    const self = { ...manager, actor: { ...manager.actor, email: (own?.email ?? '').toUpperCase() } }
    expect((await items(roundId, 'all', self)).filter(one => one.isSelf).map(one => one.subjectId)).toEqual([
      own?.subjectId,
    ])
    expect((await refusal(decide(own, 'approved', self))).message).toContain('your own user')
    expect(await bulk(roundId, all.length, self)).toMatchObject({ left: 1 })
    expect((await items(roundId, 'open')).map(one => one.subjectId)).toEqual([own?.subjectId])
    await decide(own, 'approved', owner)
  })
})

it('accepts and proves more items than one batch holds', async () => {
  // No part of an id begins with 70, which is searched for below.
  await finance.db.execute(sql`insert into accounts (id, organization_name, rollup_billing, status, status_source, status_observed_at, first_seen_at, observed_at)
    select lpad(n::text, 32, '0')::uuid, 'Fleet ' || n, n % 3 = 0, 'enabled', 'sweep', now(), now(), now() from generate_series(1, 2500) n`)
  const roundId = await open()
  const count = (await deskOf(roundId)).round?.counts.items ?? 0
  expect(count).toBe(2_500 + console_.sandbox.accounts().length)
  const flipAll = (which: SQL) =>
    finance.db.execute(sql`update accounts set rollup_billing = not rollup_billing where ${which}`)
  const three = ['Fleet 7', 'Fleet 70', 'Fleet 700']
  const named = inArray(accounts.organizationName, three)
  await flipAll(sql`true`)
  expect((await deskOf(roundId)).round?.counts).toMatchObject({ changed: count, todo: count })
  expect(await items(roundId, 'changed')).toEqual(await items(roundId))
  await flipAll(not(named))
  expect((await deskOf(roundId)).round?.counts).toMatchObject({ changed: 3, todo: count })
  expect((await items(roundId, 'changed')).map(item => item.name)).toEqual(three)
  const search = { ...loadRoundSearch({}), state: 'changed' as const, q: 'fleet 70' }
  expect((await listItems(owner, { roundId, search })).rows.map(item => item.name)).toEqual(three.slice(1))
  await flipAll(named)
  expect(await items(roundId, 'changed')).toEqual([])
  expect(await bulk(roundId, count)).toMatchObject({ decided: count, left: 0 })
  await done(execute(signOff, manager, { roundId, remark: '', open: 0 }))
  const rows = readCsv(await (await downloadEvidence(finance, { roundId, format: 'csv' })).text())
  expect(new Set(rows.slice(1, count + 1).map(([id]) => id)).size).toBe(count)
  expect(rows.at(-2)?.slice(0, 2)).toEqual(['count', String(count)])
})
