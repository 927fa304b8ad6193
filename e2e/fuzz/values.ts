import { z } from 'zod'
import type { Chance } from './random'

/** What a schema takes, and what it does not. */

type Node = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  properties?: Record<string, Node>
  additionalProperties?: Node | boolean
  items?: Node
  anyOf?: Node[]
  oneOf?: Node[]
  allOf?: Node[]
}

export function nodeOf(schema: z.core.$ZodType): Node {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node
}

const words = ['Blue Harbor', 'Ørsted & Søn', '株式会社', 'שלום', 'O\'Neil "Bob"', 'a', '=1+1', '<b>x</b>', '👍🏽']

/** A value of the schema's shape; refinements may still refuse it. `ids` are ones that exist. */
export function fitting(node: Node, chance: Chance, ids: readonly string[]): unknown {
  if (node.const !== undefined) return node.const
  if (node.enum) return chance.pick(node.enum)
  const choices = node.anyOf ?? node.oneOf
  if (choices) return fitting(chance.pick(choices), chance, ids)
  if (node.allOf?.[0]) return fitting(node.allOf[0], chance, ids)
  const type = Array.isArray(node.type) ? chance.pick(node.type) : node.type
  if (type === 'object' || node.properties) return object(node, chance, ids)
  if (type === 'array') {
    const length = Math.min(node.maxItems ?? 3, (node.minItems ?? 0) + chance.below(3))
    return Array.from({ length }, () => fitting(node.items ?? {}, chance, ids))
  }
  if (type === 'boolean') return chance.often(0.6)
  if (type === 'integer' || type === 'number') {
    const [low, high] = [Math.max(node.minimum ?? 0, -1_000), Math.min(node.maximum ?? 1_000, 1_000_000)]
    return low + chance.below(Math.max(1, high - low))
  }
  if (type === 'null') return null
  return text(node, chance, ids)
}

function object(node: Node, chance: Chance, ids: readonly string[]): Record<string, unknown> {
  const made = Object.entries(node.properties ?? {}).map(([key, value]) => [
    key,
    uniquePassword(key, fitting(value, chance, ids), chance),
  ])
  if (typeof node.additionalProperties === 'object' && Object.keys(node.additionalProperties).length > 0) {
    made.push(['name', fitting(node.additionalProperties, chance, ids)])
  }
  return Object.fromEntries(made)
}

/** A password that no other text of a request equals: the canary searches for each that reached the sandbox. */
function uniquePassword(key: string, value: unknown, chance: Chance): unknown {
  return key === 'password' && typeof value === 'string' && value !== ''
    ? `${value} ${chance.below(1e9)} ${chance.below(1e9)}`
    : value
}

function text(node: Node, chance: Chance, ids: readonly string[]): string {
  if (node.format === 'uuid') return chance.often(0.7) ? chance.pick(ids) : crypto.randomUUID()
  if (node.format === 'email') return `someone${chance.below(1e6)}@example.test`
  if (node.format === 'date') return '2027-03-31'
  if (node.pattern?.includes('\\d{6}')) return String(100_000 + chance.below(900_000))
  const length = Math.min(node.maxLength ?? 40, Math.max(node.minLength ?? 0, chance.below(40)))
  return chance
    .pick(words)
    .repeat(Math.ceil(length / 2) + 1)
    .slice(0, length)
}

/** Values that are seldom expected where they come. */
export function strange(chance: Chance): unknown {
  return chance.pick<() => unknown>([
    () => null,
    () => '',
    () => 'a\u0000b',
    () => '\ud800',
    () => '\udc00tail',
    () => '\u202etxt.exe\u200b',
    () => '$undefined',
    () => '$NaN',
    () => '$-0',
    () => '$F1',
    () => '$@0',
    () => '$1:__proto__:constructor',
    () => `$n${'9'.repeat(chance.below(3_000))}`,
    () => '$$',
    () => 'x'.repeat(chance.pick([1_000, 10_000, 100_000])),
    () => 'é'.repeat(20_000),
    () => 0,
    () => -1,
    () => 1.5,
    () => 1e308,
    () => -(2 ** 53),
    () => 2 ** 31,
    () => true,
    () => [],
    () => ({}),
    () => ({ constructor: { prototype: { role: 'owner' } } }),
    () => ({ toString: 'x', valueOf: 1, length: 1e9 }),
    () => Array.from({ length: chance.pick([10, 1_000, 30_000]) }, () => 'x'),
    () => nested(chance.pick([3, 20, 31, 32, 100, 1_000])),
    () => '0000-01-01',
    () => '9999-99-99',
    () => '00000000-0000-0000-0000-000000000000',
    () => '-'.repeat(36),
    () => '\\'.repeat(20_000),
    () => "' or 1=1; --",
    () => '../../../../etc/passwd',
    () => '{{7*7}}<%= 7*7 %>',
    () => '\u001b[2J\r\n{"level":30,"msg":"forged"}',
  ])()
}

export function nested(depth: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < depth; level++) value = level % 2 ? [value] : { a: value }
  return value
}

/** Changes one to three places of a value: another type, a key more or less, something strange. */
export function mutated(value: unknown, chance: Chance): unknown {
  let changed = structuredClone(value)
  for (let times = 1 + chance.below(3); times > 0; times--) changed = once(changed, chance)
  return changed
}

function once(value: unknown, chance: Chance): unknown {
  if (typeof value !== 'object' || value === null || chance.often(0.15)) return strange(chance)
  const keys = Object.keys(value)
  const holder = value as Record<string, unknown>
  const key = keys.length > 0 ? chance.pick(keys) : 'first'
  const how = chance.below(6)
  if (how === 0) delete holder[key]
  else if (how === 1)
    holder[chance.pick(['extra', 'constructor', 'role', 'id', 'then', 'toJSON', '0'])] = strange(chance)
  else if (how === 2) holder[key] = [holder[key]]
  else if (how === 3) holder[key] = uniquePassword(key, once(holder[key], chance), chance)
  else holder[key] = uniquePassword(key, strange(chance), chance)
  return value
}
