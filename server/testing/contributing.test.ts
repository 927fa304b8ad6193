import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSource, root } from './sources'

// Documents are followed by hand: what they name has to be there.

const markdownIn = (folder: string) =>
  readdirSync(path.join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => path.posix.join(folder, name))

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...markdownIn('docs'),
  ...markdownIn('docs/decisions'),
]

const folders = ['.ci', 'app', 'components', 'deploy', 'docs', 'e2e', 'lib', 'public', 'server']
const places = folders.flatMap(folder => [
  folder,
  ...readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(name =>
    path.posix.join(folder, name.replaceAll(path.sep, '/')),
  ),
])

const found = (pattern: RegExp) => (document: string) =>
  [...readSource(document).matchAll(pattern)].map(match => match[1] ?? '')

/** Code spans that are paths: below one of our folders, or a file of the root by its ending. */
function pathsIn(document: string): string[] {
  // Of a command only its program.
  const spans = found(/`([^`\n]+)`/g)(document).map(span => span.replace(/ .*$/, ''))
  const ofRoot = (span: string) => document === 'CONTRIBUTING.md' && /^[\w.-]+\.(?:ts|js|json|md|example)$/.test(span)
  return spans.filter(span => folders.some(folder => span.startsWith(`${folder}/`)) || ofRoot(span))
}

/** `<name>` and `*` stand for a part of a name, `**` for any folders. */
function isThere(span: string): boolean {
  const name = span.replace(/\/$/, '')
  if (!/[<*]/.test(name)) return existsSync(path.join(root, name))
  const pattern = name
    .split(/(<[^>]+>|\*\*\/|\*)/)
    .map(part =>
      part === '**/' ? '(?:.+/)?' : /^[<*]/.test(part) ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  const matches = new RegExp(`^${pattern}$`)
  return places.some(place => matches.test(place))
}

/** What the documents name and `isMissing` says is not there, each with its document. */
function missing(namesIn: (document: string) => string[], isMissing: (name: string, document: string) => boolean) {
  return documents.flatMap(document =>
    namesIn(document)
      .filter(name => isMissing(name, document))
      .map(name => `${document}: ${name}`),
  )
}

describe('documents', () => {
  it('name only existing paths', () => {
    expect(pathsIn('CONTRIBUTING.md').length).toBeGreaterThan(50)
    expect(missing(pathsIn, span => !isThere(span))).toEqual([])
  })

  it('name only existing commands of package.json', () => {
    const { scripts } = JSON.parse(readSource('package.json')) as { scripts: Record<string, string> }
    expect(missing(found(/\bnpm run ([\w:-]+)/g), name => !Object.hasOwn(scripts, name))).toEqual([])
  })

  it('give commands only flags that exist', () => {
    const { scripts } = JSON.parse(readSource('package.json')) as { scripts: Record<string, string> }
    const flagsOf = (document: string) =>
      [...readSource(document).matchAll(/\bnpm run ([\w:-]+) -- ((?:--[\w-]+(?: [^`\s-]\S*)?\s*)+)/g)].flatMap(match =>
        [...(match[2] ?? '').matchAll(/--([\w-]+)/g)].map(flag => `${match[1]} ${flag[1]}`),
      )
    const isUnknown = (named: string) => {
      const [script = '', flag = ''] = named.split(' ')
      const file = /^(?:tsx|node .*) (server\/\S+\.ts)/.exec(scripts[script] ?? '')?.[1]
      // The flags of installed programs (drizzle-kit) are theirs.
      return file !== undefined && !readSource(file).includes(flag)
    }
    expect(documents.flatMap(flagsOf)).toContain('demo empty')
    expect(missing(flagsOf, isUnknown)).toEqual([])
  })

  it('link only to existing files', () => {
    const isBroken = (link: string, document: string) => !existsSync(path.join(root, path.dirname(document), link))
    expect(missing(found(/\]\((?!https?:|#)([^)#\s]+)/g), isBroken)).toEqual([])
  })
})
