// `npm run licences`: lists what ships with the console and its licences, from the lock file. `-- --check` fails on a
// licence that is not known to be fine.
import { readFileSync } from 'node:fs'
import path from 'node:path'

type Locked = { version?: string; dev?: boolean; license?: string; link?: boolean }

/** Permissive ones, and data files under Creative Commons' attribution. */
const fine = new Set(
  (
    '0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, BlueOak-1.0.0, CC-BY-4.0, CC0-1.0, ISC, MIT, MIT-0, OFL-1.1, ' +
    'Python-2.0, SIL OPEN FONT LICENSE, Unlicense'
  ).split(', '),
)

function declaredBy(place: string): string {
  try {
    const manifest: { license?: string } = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'))
    return manifest.license ?? 'not stated'
  } catch {
    return 'not installed'
  }
}

/** `(MIT OR GPL-3.0)`: one accepted licence is enough; `A AND B`: all have to be accepted. */
function isFine(licence: string): boolean {
  const terms = licence.replace(/[()]/g, '').split(/ OR /)
  return terms.some(term => term.split(/ AND /).every(one => fine.has(one.trim())))
}

const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
const shipped = Object.entries(lock.packages)
  .filter(([place, one]) => place !== '' && !one.dev && !one.link)
  .map(([place, one]) => ({
    name: place.replace(/^.*node_modules\//, ''),
    version: one.version ?? '',
    licence: one.license ?? declaredBy(place),
  }))
  // Binaries of other platforms are not installed here: they have the licence of the package they belong to.
  .filter(one => one.licence !== 'not installed')
  .sort((a, b) => a.name.localeCompare(b.name, 'en'))

for (const { name, version, licence } of shipped) console.log(`${licence.padEnd(24)} ${name} ${version}`)
const counts = new Map<string, number>()
for (const { licence } of shipped) counts.set(licence, (counts.get(licence) ?? 0) + 1)
console.log(`\n${shipped.length} packages: ${[...counts].map(([licence, count]) => `${count} ${licence}`).join(', ')}`)

// Next's image optimizer, switched off in this console: a separate library, unchanged, linked with nothing here.
const unused = /^@img\/sharp-/
const odd = shipped.filter(one => !isFine(one.licence) && !unused.test(one.name))
if (process.argv.includes('--check') && odd.length > 0) {
  console.error(`\nTo be reviewed: ${odd.map(one => `${one.name} (${one.licence})`).join(', ')}`)
  process.exit(1)
}
