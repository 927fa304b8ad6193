import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { importsOf, isClient, readSource, root, sourcesUnder, withoutComments } from './sources'

// Who may import what: docs/architecture.md as a test.

/**
 * The rooms of server/, from top to bottom: each may import those below it, and none above. `boot` starts everything, `register`
 * tells commands/ what entities can do, `context` is the first argument of everything.
 */
const rooms = [
  'boot',
  'register',
  'keeping',
  'web',
  'overview',
  'views',
  'reviews',
  'billing',
  'channels',
  'organization',
  'accounts',
  'operators',
  'commands',
  'mirror',
  'audit',
  'context',
  'telnyx',
  'platform',
] as const

/** What nothing of the product imports. They themselves may import anything, but for the sandbox, which imports nothing of ours. */
const beside = ['sandbox', 'cli', 'testing']

const roomOf = (path: string) => /^server\/([\w-]+)/.exec(path)?.[1]

type Rule = { name: string; files: (file: string) => boolean; forbids: (imported: string, file: string) => boolean }

const isTest = (file: string) => /\.test\.tsx?$|\/testing\//.test(file)
const under = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`)
const inApp = under('app')
const inServer = under('server')
const product = (file: string) => !isTest(file)

const rules: Rule[] = [
  {
    name: 'pages, routes and actions reach the database and Telnyx through server/ only',
    files: file => inApp(file) && !isClient(file),
    forbids: imported =>
      /^(drizzle-orm|pg$|@electric-sql|telnyx($|\/))/.test(imported) ||
      under('server/telnyx')(imported) ||
      under('server/platform/db')(imported),
  },
  {
    name: 'client files import nothing of the server',
    files: file => (inApp(file) || under('components')(file)) && isClient(file),
    forbids: imported => inServer(imported) || imported === 'server-only' || imported.startsWith('node:'),
  },
  {
    name: 'components know neither app nor server',
    files: under('components'),
    forbids: imported =>
      inApp(imported) ||
      inServer(imported) ||
      imported.startsWith('node:') ||
      /^next\/(?!link$|navigation$)/.test(imported),
  },
  {
    name: 'lib is pure and isomorphic',
    files: under('lib'),
    forbids: imported =>
      !under('lib')(imported) &&
      !['zod/mini', 'zod/v4/core', 'nuqs/server', 'csv-stringify/sync', 'csv-parse/sync'].includes(imported),
  },
  {
    name: 'server knows neither app nor components',
    files: file => inServer(file),
    forbids: imported => inApp(imported) || under('components')(imported) || under('e2e')(imported),
  },
  {
    name: 'the sandbox is a separate product',
    files: under('server/sandbox'),
    forbids: imported =>
      ['server', 'lib', 'app', 'components'].some(folder => under(folder)(imported)) &&
      !under('server/sandbox')(imported),
  },
  {
    name: 'the SDK is met in one folder',
    files: file => !under('server/telnyx')(file) && !under('server/sandbox')(file),
    forbids: imported => /^telnyx($|\/)/.test(imported),
  },
  {
    name: 'next-auth is met in two files',
    files: file => !['server/web/auth.ts', 'app/session-client.ts'].includes(file),
    forbids: imported => /^next-auth($|\/)/.test(imported),
  },
]

const folders = ['app', 'components', 'lib', 'server']
const files = folders.flatMap(sourcesUnder).filter(product)

describe('boundaries', () => {
  it('the rooms of server/ import only rooms below them', () => {
    const floors = new Map<string, number>(rooms.map((room, floor) => [room, floor]))
    const found = new Set<string>()
    const broken = files.filter(inServer).flatMap(file => {
      const room = roomOf(file) ?? ''
      found.add(room)
      const floor = floors.get(room)
      if (floor === undefined) return beside.includes(room) ? [] : [`${file} is in a room that has no floor`]
      return importsOf(file)
        .filter(inServer)
        .filter(imported => roomOf(imported) !== room && (floors.get(roomOf(imported) ?? '') ?? -1) < floor)
        .map(imported => `${file} imports ${imported}`)
    })
    expect(broken).toEqual([])
    // Test files are left out, and with them all of server/testing.
    expect([...found, 'testing'].sort()).toEqual([...rooms, ...beside].sort())
  })

  it('docs/architecture.md names every room, from top to bottom', () => {
    const document = readSource('docs/architecture.md')
    const named = [...document.matchAll(/^\| `server\/([\w-]+?)(?:\/|\.ts)` /gm)].map(match => match[1])
    expect(named).toEqual([...rooms, ...beside])
  })

  it.skipIf(!existsSync(path.join(root, '.git')))('the test reads every source that git lists', () => {
    const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z', ...folders], {
      cwd: root,
      encoding: 'utf8',
    })
    const sources = listed.split('\0').filter(file => /\.tsx?$/.test(file) && existsSync(path.join(root, file)))
    expect([...files].sort()).toEqual([...new Set(sources)].filter(product).sort())
  })

  for (const rule of rules) {
    it(rule.name, () => {
      const meant = files.filter(rule.files)
      expect(meant).not.toEqual([])
      const broken = meant.flatMap(file =>
        importsOf(file)
          .filter(imported => rule.forbids(imported, file))
          .map(imported => `${file} imports ${imported}`),
      )
      expect(broken).toEqual([])
    })
  }

  it('every server file imports server-only', () => {
    // Plain Node loads these: the sandbox, the commands of package.json, and what drizzle-kit reads.
    const plain = [
      under('server/sandbox'),
      under('server/cli'),
      under('server/platform/db/schema.ts'),
      under('server/platform/db/drizzle.config.ts'),
    ]
    const unmarked = files
      .filter(file => inServer(file) && !plain.some(matches => matches(file)))
      .filter(file => !/^import 'server-only'/.test(withoutComments(readSource(file)).trimStart()))
    expect(unmarked).toEqual([])
  })

  it('only one file reads the environment', () => {
    const readers = new Set([
      'server/platform/env.ts',
      // Sets next-auth's own address, which it reads only from the environment.
      'server/boot.ts',
    ])
    const others = files
      .filter(file => !readers.has(file) && !under('server/cli')(file) && !under('server/sandbox')(file))
      .filter(file => /process\.env/.test(withoutComments(readSource(file))))
    expect(others).toEqual([])
  })

  it('lib reads no clock and makes no requests', () => {
    const impure = files
      .filter(under('lib'))
      .filter(file => /\bDate\.now\(|new Date\(\)|\bfetch\(/.test(withoutComments(readSource(file))))
    expect(impure).toEqual([])
  })
})
