import { describe, expect, it } from 'vitest'
import { createLogger } from '@/server/platform/log'
import { readSource, sourcesUnder, withoutComments } from './sources'

// docs/logs.md describes every line that the console logs; this follows it.

type Logged = { file: string; level: string; message: string | null; fields: string[]; open: boolean }

const files = ['app', 'lib', 'server']
  .flatMap(sourcesUnder)
  .filter(file => !/\.test\.tsx?$|\/testing\/|^server\/(cli|sandbox)\//.test(file))

/** The arguments of a call, from behind its opening parenthesis: split at commas that stand in no bracket and no text. */
function argumentsAt(source: string, start: number): string[] {
  const parts = ['']
  let depth = 0
  let quote = ''
  for (let at = start; at < source.length; at += 1) {
    const sign = source[at] ?? ''
    if (quote) {
      if (sign === quote && source[at - 1] !== '\\') quote = ''
    } else if (/['"`]/.test(sign)) quote = sign
    else if (/[([{]/.test(sign)) depth += 1
    else if (/[)\]}]/.test(sign)) {
      if (depth === 0) break
      depth -= 1
    } else if (sign === ',' && depth === 0) {
      parts.push('')
      continue
    }
    parts[parts.length - 1] += sign
  }
  return parts.map(part => part.trim()).filter(part => part !== '')
}

const literalOf = (part: string | undefined) => /^(['"`])([\s\S]*)\1$/.exec(part ?? '')?.[2] ?? null

function callsIn(file: string): Logged[] {
  const source = withoutComments(readSource(file))
  return [...source.matchAll(/(?:\blog|Log)(?:\(\))?\??\.(debug|info|warn|error)\(/g)].map(match => {
    const parts = argumentsAt(source, match.index + match[0].length)
    const [about = ''] = parts
    const inner = /^\{([\s\S]*)\}$/.exec(about)?.[1]
    const members = inner === undefined ? [] : argumentsAt(`${inner})`, 0)
    return {
      file,
      level: match[1] ?? '',
      message: literalOf(parts.at(-1)),
      fields: members.flatMap(member => /^(\w+)/.exec(member)?.[1] ?? []),
      // What a spread or a variable holds cannot be read here.
      open: members.some(member => member.startsWith('...')) || (inner === undefined && parts.length > 1),
    }
  })
}

const calls = files.flatMap(callsIn)
const document = readSource('docs/logs.md')
const spans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? '')
const rows = [...document.matchAll(/^\| (debug|info|warn|error) \| `([^`]+)` \| ([^|]*)\|/gm)].map(
  ([, level, event = '', fields = '']) => ({ level, event, fields: spans(fields) }),
)
const says = (event: string, message: string) =>
  event.endsWith('…') ? message.startsWith(event.slice(0, -1)) : event === message

describe('the document of the log', () => {
  it('has a row for every line of the code, with its level and fields', () => {
    expect(calls.length).toBeGreaterThan(35)
    const undocumented = calls.filter(({ message, level, fields, open }) => {
      if (message === null) return false
      const row = rows.find(one => one.level === level && says(one.event, message))
      // One row may stand for several calls, which have some of its fields.
      return (
        !row ||
        fields.some(field => !row.fields.includes(field)) ||
        (!open && fields.length === 0 && row.fields.length > 0)
      )
    })
    expect(undocumented).toEqual([])
  })

  it('has no row and no field that the code does not log', () => {
    const variable = calls.filter(({ message }) => message === null).map(({ file }) => file)
    const stale = rows.filter(({ level, event, fields }) => {
      const own = calls.filter(one => one.level === level && one.message !== null && says(event, one.message))
      if (own.length === 0) return !variable.some(file => readSource(file).includes(event.replace(/…$/, '')))
      const logged = new Set(own.flatMap(one => one.fields))
      return !own.some(({ open }) => open) && fields.some(field => !logged.has(field))
    })
    expect(stale).toEqual([])
    // Messages that are no literal: each has its rows, found above.
    expect([...new Set(variable)].sort()).toEqual(['server/commands/sending/standstill.ts', 'server/mirror/binding.ts'])
  })

  it('names the fields that every line has', () => {
    const lines: string[] = []
    const log = createLogger('debug', [], line => lines.push(line))
    log.warn({ err: new Error('outer', { cause: new Error('inner') }) }, 'a test')
    const line = JSON.parse(lines[0] ?? '') as Record<string, unknown>
    const common = spans(document.slice(document.indexOf('## Fields'), document.indexOf('## Events')))
    expect(Object.keys(line).filter(field => !common.includes(field))).toEqual([])
    expect(Object.keys(line.err as object).filter(field => !common.includes(field))).toEqual([])
  })
})
