import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { isUnused } from '../empty-database'
import { answerMark } from '../recording-proxy'
import { notedReveals, RevealAnswers, revealActionId } from '../reveals'
import { evidence, evidenceFolder } from '../run-folder'
import { Detector, type Find } from './detector'

test.setTimeout(600_000)

/** All secrets that any sandbox of this run held or received, and the passwords that tests typed. */
function secrets(kind: 'secrets' | 'shown'): string[] {
  const folder = evidenceFolder(kind)
  const lists = readdirSync(folder).map(file => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as string[])
  return [...new Set(lists.flat())]
}

/** Which answer it was, for the person who has to mend the leak. */
function named(kind: string, folder: string, find: Find): string {
  const where = `${kind}/${find.place} at ${find.offset} (${find.form}, secret ${find.secret})`
  if (kind !== 'answers') return where
  const recorded = readFileSync(path.join(folder, find.place))
  const from = recorded.lastIndexOf(answerMark, find.offset) + answerMark.length
  return `${where}: ${recorded.toString('utf8', from, recorded.indexOf('\n', from))}`
}

/** A revealed secret may be in that one answer. */
function withoutReveals(folder: string, finds: readonly Find[], wanted: readonly string[], reveals: RevealAnswers) {
  const files = new Map<string, Buffer>()
  return finds.filter(find => {
    const recorded = files.get(find.place) ?? readFileSync(path.join(folder, find.place))
    files.set(find.place, recorded)
    return !reveals.allows(recorded, find, wanted[find.secret] ?? '')
  })
}

const embedded = !process.env.E2E_DATABASE_URL

test('[4.2] canary: no secret of the run is in any answer, script, log line, database or browser storage', {
  tag: '@both',
}, async () => {
  // A worker's console closes when the canary takes its place: only then its evidence is complete.
  await expect.poll(() => readdirSync(evidenceFolder('open')), { timeout: 120_000 }).toEqual([])

  const wanted = secrets('secrets')
  expect(wanted.length).toBeGreaterThan(100)
  const shown = secrets('shown')
  // What is no secret must be found, or the evidence is not what it claims to be.
  const known = ['manager@demo.test', 'support@demo.test']
  const detector = new Detector([...wanted, ...shown, ...known])
  const kindOf = ({ secret }: Find) =>
    secret < wanted.length ? 'wanted' : secret < wanted.length + shown.length ? 'shown' : 'known'
  const mustHold: string[] = embedded ? ['answers', 'tables', 'data'] : ['answers', 'tables']
  const showsNothing: string[] = ['logs', 'data', 'tables', 'storage']

  const built = path.join(process.env.NEXT_DIST_DIR ?? '.next', 'static')
  const places = [...evidence.map(kind => ({ kind, folder: evidenceFolder(kind) })), { kind: 'built', folder: built }]
  const noted = notedReveals()
  const reveals = new RevealAnswers(noted, revealActionId())
  const leaks: string[] = []
  for (const { kind, folder } of places) {
    const isKnown = (name: string) => kind === 'data' && isUnused(path.join(folder, name))
    const { finds, files, bytes } = await detector.searchFolder(folder, isKnown)
    // The demo keeps its stand-in for Telnyx beside its data; the accounts' keys are that one's own.
    const secret = finds.filter(find => kindOf(find) === 'wanted' && !/^demo-\w+\/sandbox\.json$/.test(find.place))
    const leaked = kind === 'answers' ? withoutReveals(folder, secret, wanted, reveals) : secret
    leaks.push(...leaked.map(find => named(kind, folder, find)))
    const again = showsNothing.includes(kind) ? finds.filter(find => kindOf(find) === 'shown') : []
    leaks.push(...again.map(find => `shown once: ${named(kind, folder, find)}`))
    console.log(`canary: ${kind}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB searched, ${leaked.length} finds`)
    expect(bytes, `${kind} is not empty`).toBeGreaterThan(kind === 'data' && !embedded ? -1 : 100)
    if (mustHold.includes(kind))
      expect(
        finds.some(find => kindOf(find) === 'known'),
        `${kind} holds what everybody may know`,
      ).toBe(true)
  }
  console.log(
    `canary: ${noted.length - reveals.unseen} of ${noted.length} keys that were asked for, each in its one answer`,
  )
  expect(reveals.unseen, 'what was revealed is found where it may be').toBe(0)
  console.log(
    `canary: ${shown.length} links, factors and codes that were shown once: in no log, file, table or browser storage`,
  )
  console.log(`canary: searched for ${wanted.length + shown.length} secrets in ${detector.size} forms`)
  expect(leaks).toEqual([])
})
