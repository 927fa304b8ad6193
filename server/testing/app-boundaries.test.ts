import { describe, expect, it } from 'vitest'
import { importsOf, sourcesUnder } from './sources'

/**
 * The folders of `app/`, and of which others each may import. One way only: a folder is listed below those that it
 * uses, so no two need each other. Every folder may also use the root of `app/`, and every screen `_shell`.
 */
const uses: Record<string, readonly string[]> = {
  api: [],
  health: [],
  join: [],
  setup: [],
  'sign-in': [],
  _shell: ['sign-in'],
  organization: [],
  security: [],
  'settings/connection': [],
  'settings/operators': [],
  'settings/status': [],
  jobs: [],
  approvals: ['jobs'],
  audit: ['jobs'],
  accounts: ['approvals', 'audit', 'jobs'],
  billing: ['accounts'],
  channels: ['accounts'],
  overview: ['accounts', 'approvals', 'audit', 'channels', 'jobs'],
  palette: ['accounts', 'jobs'],
  // The layout, and the page of the overview: its address has no folder.
  '(console)': ['overview', 'palette'],
}

const files = sourcesUnder('app').filter(file => !/\.test\.tsx?$/.test(file))

/** The folder of a path and the rest of it; null for files at the root of `app/`. */
function placeOf(path: string): { folder: string; rest: string } | null {
  const [, folder, rest] = /^app\/(?:\(console\)\/)?((?:settings\/)?[^/]+)\/(.+)$/.exec(path) ?? []
  return folder && rest ? { folder, rest } : null
}

/** Which folders' files a file imports, apart from its own. */
function foreignImports(file: string) {
  const own = placeOf(file)?.folder ?? 'app'
  return importsOf(file).flatMap(path => {
    const place = placeOf(path)
    return place && place.folder !== own ? [{ file, own, path, ...place }] : []
  })
}

const inConsole = (file: string) => file.startsWith('app/(console)/')
const foreign = files.flatMap(foreignImports)

describe('the folders of app', () => {
  it('are all in the table', () => {
    const found = new Set(files.flatMap(file => placeOf(file)?.folder ?? []))
    expect([...found].sort()).toEqual(Object.keys(uses).sort())
  })

  it('use only folders listed below them', () => {
    const order = Object.keys(uses)
    const upwards = order.filter((folder, at) => uses[folder]?.some(used => !order.slice(0, at).includes(used)))
    expect(upwards).toEqual([])
  })

  it('import exactly the folders that the table names', () => {
    const shared = foreign.filter(({ file, folder }) => !(inConsole(file) && folder === '_shell'))
    const broken = shared.filter(({ own, folder }) => !uses[own]?.includes(folder))
    expect(broken.map(({ file, path }) => `${file} imports ${path}`)).toEqual([])
    const used = new Set(shared.map(({ own, folder }) => `${own} → ${folder}`))
    const idle = Object.entries(uses).flatMap(([own, others]) => others.map(other => `${own} → ${other}`))
    expect(idle.filter(pair => !used.has(pair))).toEqual([])
  })

  it('keep their subfolders and pages to themselves', () => {
    const inner = foreign.filter(
      ({ folder, rest }) => (folder !== '_shell' && rest.includes('/')) || /(^|\/)(page|layout)$/.test(rest),
    )
    expect(inner.map(({ file, path }) => `${file} imports ${path}`)).toEqual([])
  })
})
