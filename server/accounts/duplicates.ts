import 'server-only'
import {
  compareNames,
  type DuplicateMatch,
  type DuplicateQuestion,
  type Duplicates,
  duplicateQuery,
  nameKey,
  toAcknowledge,
} from '@/lib/account-duplicates'
import { everyAccount } from '@/lib/account-filters'
import type { Ctx, OperatorActor } from '../context'
import { hasWords } from '../mirror/search/hit'
import { pageIds, readIds } from '../mirror/search/page'
import { findSimilarNames } from '../mirror/search/similar-names'
import { createsNotEnded } from './open-creates'
import { readRows } from './read-rows'

/** Duplicates beyond this number are counted, not listed: nobody compares a new customer with thirty others. */
const shownAtMost = 20
const relatedAtMost = 5
/** The search also finds ids, addresses and notes, which do not count here: every word of "A. B. C." begins some part of many ids. */
const relatedCandidates = 25

const rank: Record<DuplicateMatch, number> = { email: 0, same: 1, similar: 2, related: 3 }

/** Accounts, and creates in flight, that may be the same customer; best match first. */
export async function findDuplicates(ctx: Ctx<OperatorActor>, asked: DuplicateQuestion): Promise<Duplicates> {
  const similar = await findSimilarNames(ctx.db, asked.name, asked.email)
  const creates = await createsAlike(ctx, asked)
  similar.sort((a, b) => rank[a.match] - rank[b.match] || (a.id < b.id ? -1 : 1))
  const shown: { id: string; match: DuplicateMatch }[] = similar.slice(0, shownAtMost)
  const q = duplicateQuery(asked.name)
  if (q !== null && shown.length < relatedAtMost) {
    const known = new Set(shown.map(one => one.id))
    const byName = pageIds({ ...everyAccount, q, missing: ['no'] }, [{ key: 'name', descending: false }], {
      offset: 0,
      limit: relatedCandidates,
    })
    for (const id of await readIds(ctx.db, byName)) if (!known.has(id)) shown.push({ id, match: 'related' })
  }
  const ids = shown.map(one => one.id)
  const rows = new Map((await readRows(ctx, ids)).map(row => [row.id, row]))
  const found = shown.flatMap(({ id, match }) => {
    const account = rows.get(id)
    return account ? [{ account, match }] : []
  })
  const related = found.filter(one => one.match === 'related' && hasWords(one.account.name ?? '', q ?? ''))
  return {
    accounts: [...found.filter(one => one.match !== 'related'), ...related.slice(0, relatedAtMost)],
    creates,
    more: Math.max(0, similar.length - shownAtMost),
  }
}

async function createsAlike(ctx: Ctx, { name, email, id }: DuplicateQuestion): Promise<Duplicates['creates']> {
  const wanted = nameKey(name)
  return (await createsNotEnded(ctx)).flatMap(create => {
    if (create.command.id === id) return []
    const match = email !== '' && create.email === email ? 'email' : compareNames(nameKey(create.name), wanted)
    return match ? [{ create, match }] : []
  })
}

/** The duplicates that nobody has acknowledged yet. */
export function notAcknowledged(found: Duplicates, acknowledged: readonly string[]): string[] {
  return toAcknowledge(found).filter(id => !acknowledged.includes(id))
}
