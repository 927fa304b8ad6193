import 'server-only'
import { createHash } from 'node:crypto'
import { and, asc, eq, gt } from 'drizzle-orm'
import { type Cell, csvLines } from '@/lib/csv'
import { conflict } from '@/lib/errors'
import { plainLetters } from '@/lib/plain-letters'
import { kindWords, valueWord, verdictWord } from '@/lib/review-words'
import { recordEvent } from '../audit/record'
import { csvHead, csvType, fileHeaders } from '../audit/send-export'
import type { Ctx, OperatorActor } from '../context'
import type { Db, Tx } from '../platform/db/client'
import { auditEvents, reviewItems } from '../platform/db/schema'
import { failpoint } from '../platform/failpoint'
import { streamOf } from '../platform/stream'
import { yieldToEventLoop } from '../platform/yield-to-event-loop'
import { findRound, iso, populationOf, type Round } from './rounds'

type Item = typeof reviewItems.$inferSelect
export type EvidenceFormat = 'csv' | 'json'

const batchSize = 1_000
const longestMs = 600_000

/** The items of a round by id, in batches. A round that is signed off cannot change in between. */
async function* batchesOf(db: Db | Tx, round: Round): AsyncGenerator<Item[]> {
  let after = ''
  for (;;) {
    const batch: Item[] = await db
      .select()
      .from(reviewItems)
      .where(and(eq(reviewItems.roundId, round.id), gt(reviewItems.subjectId, after)))
      .orderBy(asc(reviewItems.subjectId))
      .limit(batchSize)
    if (batch.length > 0) yield batch
    await failpoint('review.after_batch')
    await yieldToEventLoop()
    if (batch.length < batchSize) return
    after = batch.at(-1)?.subjectId ?? after
  }
}

/** One decision as it is stored, in a fixed order of fields. The digest is over these: words can change in a release. */
function decisionOf({ kind }: Round, item: Item) {
  return {
    id: item.subjectId,
    name: item.name,
    email: item.email,
    ...(kind === 'users' && { facts: item.facts && sorted(item.facts) }),
    frozen: item.value,
    verdict: item.verdict,
    decidedOn: item.decidedValue,
    atSignOff: item.closingValue ?? item.decidedValue ?? item.value,
    note: item.note,
    by: item.decidedByName,
    byId: item.decidedById,
    at: iso(item.decidedAt),
    bulkId: item.bulkId,
    sentAt: iso(item.sentAt),
    sentBy: item.sentByName,
    answeredAt: iso(item.answeredAt),
    answeredBy: item.answeredByName,
  }
}

/** The database does not keep the order of JSON keys. */
const sorted = (facts: object) => Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1)))

/** SHA-256 over the decisions as JSON, one a line. The sign-off records it; the JSON evidence repeats it. */
export async function digestOfItems(db: Db | Tx, round: Round): Promise<string> {
  const { decided, ofDecisions } = digests()
  for await (const batch of batchesOf(db, round)) decided(linesOf(round, batch))
  return ofDecisions()
}

const linesOf = (round: Round, batch: readonly Item[]) => batch.map(item => JSON.stringify(decisionOf(round, item)))

const aboutRound = (round: Round, items: number) => ({
  round: round.name,
  roundId: round.id,
  reviewed: kindWords[round.kind],
  population: populationOf(round) ?? (round.kind === 'users' ? 'All users' : 'All accounts'),
  populationSearch: round.search,
  items,
  asOf: iso(round.asOf),
  openedAt: iso(round.openedAt),
  openedBy: round.openedByName,
  dueOn: round.dueOn,
  reviewers: round.reviewers.map(one => one.name),
  signedOffAt: iso(round.signedOffAt),
  signedOffBy: round.signedOffByName,
  remark: round.remark,
  auditEntry: round.auditId,
  auditHash: round.auditHash,
})

/** Such as `review-november-2026-2026-12-01-3f1c9a52`. Letters of other scripts than ours are left out. */
function fileNameOf({ id, name, signedOffAt }: Round): string {
  const words = plainLetters(name.toLowerCase()).match(/[a-z0-9]+/g) ?? []
  return ['review', words.join('-').slice(0, 60).replace(/-$/, ''), iso(signedOffAt)?.slice(0, 10), id.slice(0, 8)]
    .filter(Boolean)
    .join('-')
}

/**
 * The evidence of a signed-off round, as a file that proves its completeness. Made twice: to compare it with what the
 * sign-off recorded and to record its SHA-256, then to send it. The round cannot change in between.
 */
export async function downloadEvidence(
  ctx: Ctx<OperatorActor>,
  asked: { roundId: string; format: EvidenceFormat; signal?: AbortSignal },
): Promise<Response> {
  const round = await findRound(ctx, asked.roundId, '/api/reviews/[id]/evidence')
  if (round.state !== 'signed_off')
    throw conflict('This round is not signed off yet.', 'You can download its evidence after the sign-off.')
  const rows = await ctx.db.$count(reviewItems, eq(reviewItems.roundId, round.id))
  const content = () => contents[asked.format](ctx.db, round, rows)
  const proof = await proofOf(content())
  if (proof.decisions !== (await recordedDigest(ctx.db, round))) {
    ctx.log.error({ roundId: round.id }, 'the decisions of a review round differ from its sign-off')
    throw conflict(
      'The decisions of this round are not those that were signed off: the database was changed outside the console. No evidence was made.',
      'Run npm run audit:verify, and compare the round with a backup.',
    )
  }
  const file = `${fileNameOf(round)}.${asked.format}`
  await recordEvent(ctx.db, ctx, {
    action: 'review_round.evidence',
    target: { kind: 'review_round', id: round.id, label: round.name },
    detail: { file, rows, format: asked.format, sha256: proof.file },
    outcome: 'succeeded',
  })
  return new Response(streamOf(content(), { timeoutMs: longestMs, signal: asked.signal }), {
    headers: fileHeaders(file, rows, asked.format === 'csv' ? csvType : 'application/json; charset=utf-8'),
  })
}

/** What the sign-off recorded of the decisions. The audit keeps its entries for good. */
async function recordedDigest(db: Db, { id, auditId }: Round): Promise<unknown> {
  const isSignOff = and(eq(auditEvents.action, 'review_round.sign_off'), eq(auditEvents.targetId, id))
  const [entry] = await db
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(and(eq(auditEvents.id, auditId ?? 0), isSignOff))
  return entry?.detail?.decisionsSha256
}

/** Returns the digest of the decisions at its end. */
type Content = AsyncGenerator<string, string>

/** The SHA-256 of the whole file, and of the decisions in it. */
async function proofOf(content: Content): Promise<{ file: string; decisions: string }> {
  const hash = createHash('sha256')
  for (;;) {
    const { done, value } = await content.next()
    if (done) return { file: hash.digest('hex'), decisions: value }
    hash.update(value)
  }
}

/** Of decisions line by line, and of the file part by part. */
function digests() {
  const decisions = createHash('sha256')
  const file = createHash('sha256')
  return {
    decided: (lines: readonly string[]) => decisions.update(lines.map(line => `${line}\n`).join('')),
    part: (text: string) => {
      file.update(text)
      return text
    },
    ofDecisions: () => decisions.digest('hex'),
    ofFile: () => file.digest('hex'),
  }
}

/** Its last line but one holds the SHA-256 of every byte before that line. */
async function* jsonOf(db: Db, round: Round, rows: number): Content {
  const { decided, part, ofDecisions, ofFile } = digests()
  const tally: Record<string, number> = {}
  yield part(`${JSON.stringify({ about: aboutRound(round, rows) }, null, 2).slice(0, -2)},\n  "decisions": [`)
  let first = true
  for await (const batch of batchesOf(db, round)) {
    const lines = linesOf(round, batch)
    decided(lines)
    for (const item of batch) tally[item.verdict] = (tally[item.verdict] ?? 0) + 1
    yield part(`${first ? '' : ','}\n    ${lines.join(',\n    ')}`)
    first = false
  }
  const decisionsSha256 = ofDecisions()
  const end = {
    count: rows,
    open: tally.open ?? 0,
    approved: tally.approved ?? 0,
    questioned: tally.questioned ?? 0,
    decisionsSha256,
  }
  yield part(`\n  ],\n  "end": ${JSON.stringify(end)},\n`)
  yield `  "sha256": "${ofFile()}"\n}\n`
  return decisionsSha256
}

const header = [
  'id',
  'name',
  'email',
  'value_at_opening',
  'verdict',
  'value_decided_on',
  'value_at_sign_off',
  'note',
  'decided_by',
  'decided_at',
  'how',
  'bulk_decision',
  'sent_to_telnyx_at',
  'answered_at',
]

function cellsOf(round: Round, item: Item): Cell[] {
  const one = decisionOf(round, item)
  const word = (value: string) => valueWord(round.kind, value)
  return [
    one.id,
    one.name,
    one.email,
    word(one.frozen),
    verdictWord(round.kind, one.verdict),
    one.decidedOn === null ? null : word(one.decidedOn),
    word(one.atSignOff),
    one.note,
    one.by,
    one.at,
    one.verdict === 'open' ? null : one.bulkId === null ? 'single' : 'bulk',
    one.bulkId,
    one.sentAt,
    one.answeredAt,
  ]
}

/** For people, so in words. The last two lines hold the count, and the SHA-256 of every byte before the last line: a cut-off file lacks them. */
async function* csvOf(db: Db, round: Round, rows: number): Content {
  const { decided, part, ofDecisions, ofFile } = digests()
  // As wide as the rows of items: strict readers refuse lines of another width.
  const line = (name: string, value: string | null): Cell[] => [name, value, ...header.slice(2).map(() => null)]
  const about = Object.entries(aboutRound(round, rows)).map(([name, value]) =>
    line(name, Array.isArray(value) ? value.join('; ') : value === null ? null : String(value)),
  )
  yield part(csvHead(header))
  for await (const batch of batchesOf(db, round)) {
    decided(linesOf(round, batch))
    yield part(csvLines(batch.map(item => cellsOf(round, item))))
  }
  yield part(csvLines([...about, line('count', String(rows))]))
  yield csvLines([line('sha256', ofFile())])
  return ofDecisions()
}

const contents = { csv: csvOf, json: jsonOf }
