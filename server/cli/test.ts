// `npm test`: everything, with bounds. `npm run test:full` lifts the bounds of fuzz, kill, fault and model tests.
import { onBoth } from '../testing/on-both'
import goals from './goals.json' with { type: 'json' }
import { startPostgres } from './postgres'
import { keepTemporaryInMemory } from './temporary-in-memory'
import { TestRun } from './test-run'

const full = process.argv.includes('--full')
keepTemporaryInMemory()
const run = new TestRun({
  stepMinutes: full ? 80 : 30,
  ...(full && { env: { TEST_FULL: '1', FUZZ: 'full', MODEL_RUNS: '2000' } }),
})

/**
 * Tests that the second database need not repeat: those without a database, and half of the create cases, because the
 * other half covers what a database changes.
 */
const onceOnly = [
  'server/sandbox/**',
  'server/platform/http/**',
  'server/telnyx/!(rate|shared-budget).test.ts',
  'server/accounts/create-matrix-full.test.ts',
]

/**
 * Journeys that run on both databases: where several connections lock rows (jobs, approvals, interrupted commands), where
 * another build of PostgreSQL sorts, searches and filters, where a later read must see an earlier write (exported
 * selections, ended sessions), and where a folder or a server holds the data (stops and kills). The screens themselves
 * are the same on both.
 */
const onBothDatabases = ['--grep', '@both']

/** PostgreSQL is the faster one, and its connections really work at once: where it is installed, it runs everything. */
async function server(url: string | undefined, version: string): Promise<void> {
  const whole = { TEST_WHOLE: '1' }
  if (!url) {
    await run.vitest('unit and integration on PGlite', [], whole)
    run.skip('integration on PostgreSQL', 'skipped: no PostgreSQL server is installed', !process.env.CI)
    return
  }
  await run.vitest(`unit and integration on PostgreSQL ${version}`.trim(), [], { ...whole, TEST_DATABASE_URL: url })
  await run.vitest('integration on PGlite', [
    '--project',
    'node',
    ...(full ? ['server', ...onceOnly.flatMap(one => ['--exclude', one])] : onBoth.flatMap(group => group.files)),
  ])
}

async function journeys(url: string | undefined): Promise<void> {
  if (!url) return void (await run.browser('browser journeys on PGlite'))
  await run.browser('browser journeys on PostgreSQL', { E2E_DATABASE_URL: url })
  await run.browser('browser journeys on PGlite', {}, full ? [] : onBothDatabases)
}

const given = process.env.TEST_DATABASE_URL
// Each step is told its own database.
delete process.env.TEST_DATABASE_URL
const postgres = given ? null : await startPostgres()
const url = given ?? postgres?.url
try {
  await run.program('lint', 'biome', ['check'])
  await run.program('unused code', 'knip', ['--no-progress', '--no-config-hints'])
  await run.program('licences', 'tsx', ['server/cli/licences.ts', '--check'])
  // One after the other: each keeps two cores busy, and a starved test misses its deadline.
  await run.types()
  const browsable = (await run.ensureBrowser()) && (await run.build())
  await server(url, postgres?.version ?? '')
  if (browsable) await journeys(url)
} finally {
  await postgres?.stop()
}
process.exit(run.summarize(goals) ? 0 : 1)
