import { randomUUID } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { addDays, dayOf, usualTimeZone } from '../../lib/day'
import { loadRoundSearch, type ReviewItem, type Verdict } from '../../lib/reviews'
import { actorOf } from '../commands/acting'
import { execute, Pending } from '../commands/define'
import type { Ctx, OperatorActor, Services } from '../context'
import { getRoster } from '../organization/roster'
import { operators } from '../platform/db/schema'
import { decideBulk, decideItem, followUp } from '../reviews/decide'
import { listItems } from '../reviews/items'
import { openRound } from '../reviews/open'
import { signOff } from '../reviews/sign-off'
import { setPreference } from '../views/preferences'

// The rounds of a fresh demo: one that is signed off, and two that are under way. Made by the product's own commands.

const dayMs = 86_400_000

/** After the first sweep. Throws where a demo operator is missing. */
export async function makeDemoRounds(services: Services): Promise<void> {
  const people = await services.db.select().from(operators).where(eq(operators.demo, true))
  const acting = (email: string, daysAgo: number): Ctx<OperatorActor> => {
    const operator = people.find(one => one.email === email)
    if (!operator) throw new Error(`The demo has no ${email}.`)
    const now = () => new Date(services.now().getTime() - daysAgo * dayMs)
    return { ...services, now, actor: actorOf(operator, randomUUID(), now()), requestId: 'demo rounds' }
  }
  await signedOff(acting('finance@demo.test', 32), acting('manager@demo.test', 30))
  await halfDecided(acting('finance@demo.test', 2))
  await accessReview(acting('manager@demo.test', 1))
  for (const { email } of people) await lookAtUsers(acting(email, 1))
  await leaveInPortal(acting('manager@demo.test', 1))
}

async function run<T>(work: Promise<T | Pending>): Promise<T> {
  const answer = await work
  if (answer instanceof Pending) throw new Error('a review decision is never pending')
  return answer
}

// A fresh demo has the usual time zone.
const monthOf = (at: Date) =>
  at.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: usualTimeZone })

async function open(ctx: Ctx<OperatorActor>, kind: 'rollup' | 'users', name: string): Promise<ReviewItem[]> {
  const dueOn = addDays(dayOf(ctx.now(), usualTimeZone), 12)
  const input = { kind, name: `${name}, ${monthOf(ctx.now())}`, dueOn, reviewers: [], search: '' }
  const { id: roundId } = await run(execute(openRound, ctx, input))
  const items: ReviewItem[] = []
  for (let page = 1; ; page += 1) {
    const search = { ...loadRoundSearch({}), page, size: 250 }
    const { rows } = await listItems(ctx, { roundId, search })
    items.push(...rows)
    if (rows.length < search.size) return items
  }
}

function decide(ctx: Ctx<OperatorActor>, item: ReviewItem, verdict: Verdict, note: string) {
  const { roundId, subjectId } = item
  const seen = { verdict: item.verdict, decidedAt: item.decidedAt, value: item.now }
  return run(execute(decideItem, ctx, { roundId, subjectId, verdict, note, seen }))
}

const approveAll = (ctx: Ctx<OperatorActor>, items: readonly ReviewItem[]) => {
  const [first] = items
  if (!first) return null
  const ids = items.slice(0, 1_000).map(item => item.subjectId)
  return run(
    execute(decideBulk, ctx, { roundId: first.roundId, verdict: 'approved', note: '', q: '', count: ids.length, ids }),
  )
}

async function signedOff(by: Ctx<OperatorActor>, closing: Ctx<OperatorActor>): Promise<void> {
  const items = await open(by, 'rollup', 'Rollup flags')
  const [odd, ...others] = items
  if (!odd) return
  await decide(by, odd, 'questioned', 'The contract names another kind of billing')
  for (let from = 0; from < others.length; from += 1_000) await approveAll(by, others.slice(from, from + 1_000))
  await run(execute(signOff, closing, { roundId: odd.roundId, remark: 'One flag is with Telnyx support.', open: 0 }))
}

async function halfDecided(by: Ctx<OperatorActor>): Promise<void> {
  const items = await open(by, 'rollup', 'Rollup flags')
  const [sent, answered, third, ...others] = items.filter((_, at) => at % 2 === 0)
  for (const [item, note] of [
    [sent, 'The contract names another kind of billing'],
    [answered, 'Agreed by phone, see the ticket'],
    [third, 'Who agreed to this?'],
  ] as const) {
    if (item) await decide(by, item, 'questioned', note)
  }
  const step = async (item: ReviewItem | undefined, name: 'sent' | 'answered') =>
    item &&
    (await run(execute(followUp, by, { roundId: item.roundId, subjectId: item.subjectId, step: name, on: true })))
  await step(sent, 'sent')
  await step(answered, 'sent')
  await step(answered, 'answered')
  await approveAll(by, others)
}

async function accessReview(by: Ctx<OperatorActor>): Promise<void> {
  const items = await open(by, 'users', 'Access review')
  const [leaver, ...others] = items.filter(item => item.facts?.isOwner === false)
  if (leaver) await decide(by, leaver, 'questioned', 'Left the company')
  await approveAll(by, others.slice(0, Math.floor(others.length / 3)))
}

async function lookAtUsers(by: Ctx<OperatorActor>): Promise<void> {
  const { observedAt: at } = await getRoster(by)
  await run(execute(setPreference, by, { key: 'organization.look', value: { at } }))
}

/** Removed in Telnyx's portal after everybody looked: what changes when the list of users is read again. */
async function leaveInPortal({ telnyx }: Ctx<OperatorActor>): Promise<void> {
  const { rows } = await telnyx.organization.listUsers({ page: 1, size: 250 })
  const user = rows.findLast(one => one.isOwner === false)
  if (user) await telnyx.organization.removeUser(user.id)
}
