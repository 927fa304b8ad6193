import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { compressBuild } from './compress-build'
import { runNext } from './next-process'
import { overBudget } from './script-budget'

const folders = ['app', 'components', 'lib', 'server', 'public']
const inputs = [...folders, 'proxy.ts', 'instrumentation.ts', 'next.config.js', 'package-lock.json', 'tsconfig.json']
const outside = /(\.test\.tsx?$|[/\\](testing|cli|sandbox|migrations)([/\\]|$))/

async function filesUnder(place: string): Promise<string[]> {
  const info = await stat(place).catch(() => null)
  if (!info) return []
  if (info.isFile()) return [place]
  const names = await readdir(place)
  return (await Promise.all(names.map(name => filesUnder(path.join(place, name))))).flat()
}

/** A digest of everything that goes into a build. */
async function digest(): Promise<string> {
  const hash = createHash('sha256')
  const files = (await Promise.all(inputs.map(filesUnder)))
    .flat()
    .filter(file => !outside.test(file))
    .sort()
  for (const file of files) hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * Builds, and prints how much script each page loads. Throws when the build fails; its output has said why.
 * @param typesChecked the types were just checked, those of the tests included: the build need not check them again
 */
export async function build({ typesChecked = false, flags = [] as readonly string[] } = {}): Promise<void> {
  const code = await new Promise<number | null>(resolve =>
    runNext(['build', ...flags], typesChecked ? { NEXT_TYPES_CHECKED: '1' } : {}).on('exit', resolve),
  )
  if (code !== 0) throw new Error('The console could not be built.')
  await compressBuild(process.env.NEXT_DIST_DIR ?? '.next')
  for (const sentence of overBudget()) console.warn(sentence)
}

/** Builds unless the existing build was made from exactly these sources. */
export async function buildFresh({ typesChecked = false } = {}): Promise<void> {
  const folder = process.env.NEXT_DIST_DIR ?? '.next'
  const mark = path.join(folder, 'CONSOLE_SOURCES')
  const now = await digest()
  if (existsSync(path.join(folder, 'BUILD_ID')) && existsSync(mark) && readFileSync(mark, 'utf8') === now) return
  console.log('Building the console; this takes about a minute and is skipped while nothing changes.')
  await build({ typesChecked })
  writeFileSync(mark, now)
}
