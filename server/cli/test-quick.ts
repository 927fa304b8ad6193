// `npm run test:quick [base]`: types, lint, the unit and integration tests of what changed since `base` (by default the
// newest commit of origin's main), and the journeys of the touched screens. On PGlite only; `npm test` runs everything.
import { execFileSync } from 'node:child_process'
import { keepTemporaryInMemory } from './temporary-in-memory'
import { TestRun } from './test-run'
import { journeysFor } from './touched'

function git(...args: string[]): string[] {
  return execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean)
}

const base = process.argv[2] ?? 'origin/main'
let changed: string[]
try {
  changed = [...git('diff', '--name-only', base, '--'), ...git('ls-files', '--others', '--exclude-standard')]
} catch {
  console.error(`git knows no commit "${base}". Name one that it knows: npm run test:quick -- HEAD~1`)
  process.exit(1)
}
const specs = journeysFor(changed)
console.log(`${changed.length} files changed since ${base}. Journeys: ${specs.join(', ') || 'none'}`)

keepTemporaryInMemory()
const run = new TestRun({ stepMinutes: 10 })

async function server(): Promise<void> {
  await run.types()
  await run.program('lint', 'biome', ['check'])
  await run.vitest('unit and integration tests', ['--changed', base, '--passWithNoTests'])
}

async function journeys(): Promise<void> {
  if (specs.length === 0 || !(await run.ensureBrowser()) || !(await run.build())) return
  await run.browser('journeys', {}, ['--project', 'journeys', '--no-deps', ...specs.map(spec => `/${spec}.spec.ts`)])
}

await Promise.all([server(), journeys()])
process.exit(run.summarize() ? 0 : 1)
