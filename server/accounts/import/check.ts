import 'server-only'
import { createHash } from 'node:crypto'
import { and, asc, gt, isNull } from 'drizzle-orm'
import { nameKey } from '@/lib/account-duplicates'
import { type Finding, type ImportLine, type ImportRow, type KnownAccounts, lineChecker } from '@/lib/account-import'
import type { ImportCheck } from '@/lib/account-import-inputs'
import { NameShelf } from '@/lib/name-shelf'
import type { Ctx, OperatorActor } from '../../context'
import type { Db } from '../../platform/db/client'
import { accounts } from '../../platform/db/schema'
import { yieldToEventLoop } from '../../platform/yield-to-event-loop'
import { readAccountLimit } from '../limit'
import { createsUnderWay } from './under-way'

/** Lines checked before other work gets its turn. */
const atOnce = 250
/** Accounts of one query. */
const readAtOnce = 1_000
/** Two calls per account: one checks that its e-mail is free, one creates it. */
export const callsForEach = 2

export type CheckedImport = {
  /** What would be created, in the order of the lines, and whether a line has a warning. */
  rows: { row: ImportRow; warned: boolean }[]
  check: Omit<ImportCheck, 'time'>
}

/** Checks all lines by the rules of the form, against each other, the fleet and creates in flight, in memory. */
export async function checkImport(ctx: Ctx<OperatorActor>, lines: readonly ImportLine[]): Promise<CheckedImport> {
  const underWay = await createsUnderWay(ctx.db)
  const checkLine = lineChecker(ctx.actor.email, await knownAccounts(ctx.db, underWay))
  const rows: CheckedImport['rows'] = []
  const findings: Finding[] = []
  let proposed = 0
  for (const [at, line] of lines.entries()) {
    if (at % atOnce === atOnce - 1) await yieldToEventLoop()
    const checked = checkLine(line)
    findings.push(...checked.findings)
    if (!checked.row) continue
    rows.push({ row: checked.row, warned: checked.findings.length > 0 })
    if (checked.proposed) proposed += 1
  }
  findings.sort((a, b) => a.line - b.line)
  return {
    rows,
    check: {
      lines: lines.length,
      findings,
      good: rows.length,
      warned: rows.filter(({ warned }) => warned).length,
      proposed,
      rollup: rows.filter(({ row }) => row.rollupBilling).length,
      rollupWarned: rows.filter(({ row, warned }) => warned && row.rollupBilling).length,
      limit: await readAccountLimit(ctx),
      digest: digestOf(rows, findings),
    },
  }
}

async function knownAccounts(db: Db, underWay: ReadonlyMap<string, string>): Promise<KnownAccounts> {
  const emails = new Map<string, string>()
  const names = new NameShelf<string>()
  for await (const account of accountsAtTelnyx(db)) {
    const called = account.name ?? account.email ?? account.id
    if (account.email) emails.set(account.email.toLowerCase(), called)
    if (account.name) names.add(nameKey(account.name), called)
  }
  for (const name of underWay.values()) names.add(nameKey(name), `${name}, which is being created,`)
  return {
    withEmail: email => emails.get(email) ?? null,
    emailUnderWay: email => underWay.get(email) ?? null,
    similarName: name => {
      const found = names.find(nameKey(name))
      return found && { match: found.match, about: found.value }
    },
  }
}

/** Reads in batches and yields to the event loop between them: the embedded database runs in this process. */
async function* accountsAtTelnyx(db: Db) {
  const { id, organizationName: name, email } = accounts
  for (let last: string | null = null; ; ) {
    const part: { id: string; name: string | null; email: string | null }[] = await db
      .select({ id, name, email })
      .from(accounts)
      .where(and(isNull(accounts.missingSince), last === null ? undefined : gt(id, last)))
      .orderBy(asc(id))
      .limit(readAtOnce)
    yield* part
    last = part.at(-1)?.id ?? null
    if (part.length < readAtOnce) return
    await yieldToEventLoop()
  }
}

/** Two checks have the same digest only when their lines and findings are the same. */
function digestOf(rows: CheckedImport['rows'], findings: readonly Finding[]): string {
  return createHash('sha256')
    .update(JSON.stringify([rows, findings]))
    .digest('hex')
}

/** Without the lines that the operator chose to leave out. */
export function chosenRows({ rows }: CheckedImport, leaveOutWarned: boolean): ImportRow[] {
  return rows.flatMap(({ row, warned }) => (warned && leaveOutWarned ? [] : [row]))
}
