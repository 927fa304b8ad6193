// Worker: `node --conditions=react-server --import tsx server/cli/bench/queries.ts SIZE [DATABASE_URL]` prints one line of JSON.
import { eq } from 'drizzle-orm'
import { type AccountSortKey, accountSortKeys } from '../../../lib/account-columns'
import { loadAccountSearch } from '../../../lib/account-search'
import { countSearch, listAccounts } from '../../accounts/queries'
import type { Ctx, OperatorActor } from '../../context'
import { clearCounts } from '../../mirror/search/counts'
import { createVacuum } from '../../mirror/vacuum'
import { accounts } from '../../platform/db/schema'
import { memoryOf, msOf, type Timing, timeOf, timing } from './figures'
import { seedFleet, seedOperator } from './seed'
import { openWorker } from './worker'

export type QueryFigures = {
  size: number
  database: 'PGlite' | 'PostgreSQL'
  seedSeconds: number
  /** The first query after a start. */
  firstMs: number
  /** The rows after one account changed. */
  afterChangeMs: Timing
  rssMb: number
  /** `counts` = total and facet counts, not cached; `ofTen` = rows, ten at a time. */
  shapes: { name: string; rows: Timing; counts: Timing; ofTen: Timing }[]
}

const rounds = 60

const shapes: { name: string; ask(round: number): string }[] = [
  { name: 'first page by name', ask: () => '' },
  { name: 'sorted by any column', ask: n => `?sort=${n % 2 ? '-' : ''}${key(n)}` },
  { name: 'by three columns', ask: n => `?sort=status,-${key(n)},${key(n + 3)}` },
  { name: 'a deep page', ask: n => `?sort=-created&page=${2 + n * 3}` },
  { name: 'search, 1-2 letters', ask: n => `?q=${letters(n, 1 + (n % 2))}` },
  { name: 'search, 3 letters or more', ask: n => `?q=${letters(n, 3 + (n % 4))}` },
  { name: 'search for an id', ask: n => `?q=${((n * 2_654_435_761) >>> 0).toString(16).padStart(8, '0')}` },
  { name: 'facets', ask: n => `?status=enabled,disabled&rollup=${n % 2 ? 'yes' : 'no'}` },
  { name: 'ranges', ask: n => `?createdFrom=2024-01-${two(1 + (n % 28))}&creditMin=${n}&creditMax=${5_000 + n}` },
  {
    name: 'everything at once',
    ask: n => `?q=${letters(n, 2)}&status=enabled&rollup=no&pricing=no&creditMin=${n}&sort=-credit,name`,
  },
]

const two = (value: number) => String(value).padStart(2, '0')
/** Sort keys besides the status, which comes first. */
const sortable = accountSortKeys.filter(one => one !== 'status' && one !== 'currency')
const key = (round: number): AccountSortKey => sortable[round % sortable.length] ?? 'name'
const words = 'harbor telecom silva kliniek office praxis north garcia solutions müller wang cloud'.split(' ')
function letters(round: number, count: number): string {
  const word = words[round % words.length] ?? 'office'
  // A prefix for short words: they match beginnings only.
  const start = count < 3 ? 0 : round % Math.max(1, word.length - count)
  return encodeURIComponent(word.slice(start, start + count))
}

const { size, database, services, print } = await openWorker()

async function measure(): Promise<QueryFigures> {
  const seedMs = await msOf(() => seedFleet(services, size))
  // As after a sync.
  await createVacuum(services).wrote(size, size)
  const ctx = await seedOperator(services, 'manager')
  const ask = (search: string) => listAccounts(ctx, loadAccountSearch(new URLSearchParams(search)))
  const firstMs = await msOf(() => ask(''))
  const figures: QueryFigures['shapes'] = []
  for (const shape of shapes) figures.push({ name: shape.name, ...(await measureShape(ctx, shape.ask)) })
  const changeOne = async (round: number) => {
    const [some] = await services.db
      .select({ id: accounts.id })
      .from(accounts)
      .offset((round * 17) % size)
      .limit(1)
    await services.db
      .update(accounts)
      .set({ availableCredit: String(round) })
      .where(eq(accounts.id, some?.id ?? ''))
  }
  return {
    size,
    database,
    seedSeconds: Math.round(seedMs / 1_000),
    firstMs: Math.round(firstMs),
    afterChangeMs: await timeOf(20, round => ask(`?creditMin=-${round + 1}`), changeOne),
    rssMb: memoryOf(process.pid)?.rss ?? 0,
    shapes: figures,
  }
}

/** Every round uses new parameters. Each shape runs `rounds` times alone, and as often ten at a time. */
async function measureShape(ctx: Ctx<OperatorActor>, ask: (round: number) => string) {
  const searchOf = (round: number) => loadAccountSearch(new URLSearchParams(ask(round)))
  const rows: number[] = []
  const counts: number[] = []
  const ofTen: number[] = []
  for (let round = 0; round < rounds; round++) {
    const search = searchOf(round)
    rows.push(await msOf(() => listAccounts(ctx, search)))
    clearCounts(services)
    counts.push(await msOf(() => countSearch(ctx, search)))
  }
  for (let round = 0; round < rounds; round += 10) {
    const ten = Array.from({ length: 10 }, (_, index) => msOf(() => listAccounts(ctx, searchOf(round + index))))
    ofTen.push(...(await Promise.all(ten)))
  }
  return { rows: timing(rows), counts: timing(counts), ofTen: timing(ofTen) }
}

await print(measure)
