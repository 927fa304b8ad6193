import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { text } from '@/lib/zod'
import { readSource, root, sourcesUnder, withoutComments } from './sources'

// Every input must be bounded: otherwise a text, a list or an object with any keys would be limited only by the size of
// the whole request.

type Node = {
  type?: string
  enum?: unknown
  const?: unknown
  format?: string
  pattern?: string
  maxLength?: number
  maxItems?: number
  properties?: Record<string, Node>
  items?: Node
  anyOf?: Node[]
  oneOf?: Node[]
  allOf?: Node[]
}

async function inputSchemas(): Promise<[name: string, schema: z.core.$ZodType][]> {
  const files = sourcesUnder('lib').filter(file => /from '\.\/zod'/.test(readSource(file)))
  const modules = await Promise.all(
    files.map(file => import(path.join(root, file)) as Promise<Record<string, unknown>>),
  )
  return modules.flatMap((module, index) =>
    Object.entries(module).flatMap(([name, value]): [string, z.core.$ZodType][] =>
      value instanceof z.core.$ZodType ? [[`${files[index]} ${name}`, value]] : [],
    ),
  )
}

/** Where a schema sets no bound. */
function unbounded(node: Node, at: string): string[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])]
  const found = inner.flatMap(one => unbounded(one, at))
  for (const [key, value] of Object.entries(node.properties ?? {})) found.push(...unbounded(value, `${at}.${key}`))
  if (node.items) found.push(...unbounded(node.items, `${at}[]`))
  const chosen = node.enum !== undefined || node.const !== undefined || node.format !== undefined
  if (node.type === 'string' && !chosen && node.maxLength === undefined && node.pattern === undefined) found.push(at)
  if (node.type === 'array' && node.maxItems === undefined) found.push(`${at}[]`)
  return found
}

describe('[4.6] inputs', () => {
  it('limit every text and every list', async () => {
    const schemas = await inputSchemas()
    expect(schemas.length).toBeGreaterThan(25)
    const open = schemas.flatMap(([name, schema]) =>
      unbounded(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node, name),
    )
    expect(open).toEqual([])
  })

  it('use the text type that the database can store', () => {
    const others = sourcesUnder('lib')
      .filter(file => file !== 'lib/zod.ts' && !file.includes('.test.'))
      .filter(file => /\bz\s*\.string\(/.test(withoutComments(readSource(file))))
    expect(others).toEqual([])
  })

  it('refuse NUL and half a character, next to the field', () => {
    const input = z.object({ note: text().check(z.trim(), z.maxLength(20)) })
    for (const note of ['a\u0000b', '\ud800', 'a\udc00', '\udc00\ud800']) {
      const { error } = input.safeParse({ note })
      expect(error?.issues.map(issue => [issue.path, issue.message])).toEqual([
        [['note'], 'Remove the characters that cannot be shown.'],
      ])
    }
    for (const note of ['株式会社', '👍🏽', 'שלום', 'two\nlines\tand a tab'])
      expect(input.safeParse({ note }).success, note).toBe(true)
  })
})
