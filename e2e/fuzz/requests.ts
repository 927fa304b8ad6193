import { Buffer } from 'node:buffer'
import type { z } from 'zod'
import { accountSearchParsers } from '../../lib/account-search'
import { auditSearchParsers } from '../../lib/audit'
import { billingSearchParsers } from '../../lib/billing'
import { channelSearchParsers } from '../../lib/channels'
import { rosterSearchParsers } from '../../lib/organization'
import type { Ask } from '../http-client'
import type { Chance } from './random'
import { fitting, mutated, nested, nodeOf, strange } from './values'

export type Target = { action: string; id: string; page: string; input: z.core.$ZodType } | { path: string }

export type World = {
  origin: string
  cookie: () => string
  actions: Extract<Target, { action: string }>[]
  /** Addresses of routes and pages. */
  paths: string[]
  ids: readonly string[]
}

const parameters = [
  ...new Set(
    [accountSearchParsers, auditSearchParsers, billingSearchParsers, channelSearchParsers, rosterSearchParsers].flatMap(
      parsers => Object.keys(parsers),
    ),
  ),
  ...[
    'id',
    'selection',
    'columns',
    'format',
    'token',
    'next',
    'ended',
    '_rsc',
    'callbackUrl',
    'error',
    '__proto__',
    'a[b]',
  ],
]
const values = [
  ...['', '1', '0', '-1', '1e999', 'NaN', 'Infinity', '999999999999999999999999', '2.5', 'true', 'null', 'undefined'],
  ...[
    'enabled',
    'yes,no,unknown',
    'status,-created',
    'csv',
    'json',
    'telnyx-csv',
    'name,email',
    'queue',
    'open',
    'groups',
  ],
  ...['2026-01-01', '0000-00-00', '0000-01-01', '9999-12-31', '2026-02-31', '+275760-09-13', '-000001-01-01'],
  ...[
    '%00',
    'a%00b',
    '%ed%a0%80',
    '%ff%fe',
    '%',
    '%zz',
    '%25',
    '%2e%2e%2f',
    '%0d%0aset-cookie:a=b',
    '%e2%80%ae',
    '%f0%9f%91%8d',
  ],
  ...[
    "'",
    '"',
    '%27%20or%201=1--',
    '%25%25',
    '_%25_',
    '%5c',
    '(((',
    '[',
    '%5B',
    '*',
    '%3Cscript%3E',
    '__proto__',
    '//evil.example',
  ],
]

/** One request, as well meant or as odd as chance has it. Never to signing out. */
export function requestOf(world: World, chance: Chance): Ask {
  const kind = chance.next()
  if (kind < 0.55) return actionRequest(world, chance)
  if (kind < 0.62) return authRequest(world, chance)
  return getRequest(world, chance)
}

function actionRequest(world: World, chance: Chance): Ask {
  const { id, page, input: schema } = chance.pick(world.actions)
  const valid = fitting(nodeOf(schema), chance, world.ids)
  const input = chance.often(0.06) ? valid : mutated(valid, chance)
  const headers: Record<string, string> = {
    ...base(world, chance),
    origin: world.origin,
    'next-action': id,
    'content-type': 'text/plain;charset=UTF-8',
    accept: 'text/x-component',
  }
  if (chance.often(0.06)) spoil(headers, chance)
  return {
    method: 'POST',
    path: chance.often(0.95) ? page : chance.pick(world.paths),
    headers,
    body: bodyOf(input, chance),
  }
}

/** As React writes it, and then as nobody does. */
function bodyOf(input: unknown, chance: Chance): Buffer {
  const json = JSON.stringify([input]) ?? '[]'
  const how = chance.below(30)
  if (how === 0) return Buffer.from(json.slice(0, chance.below(json.length)))
  if (how === 1) return Buffer.from(json, 'utf16le')
  if (how === 2) return Buffer.from(json, 'latin1')
  if (how === 3)
    return Buffer.concat([Buffer.from('["'), Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]), Buffer.from('"]')])
  if (how === 4) return Buffer.from(json.replace('{', '{"__proto__":{"role":"owner"},'))
  if (how === 5) return Buffer.from(json.replace(/\{("[^"]+":)/, '{$1null,$1[],$1'))
  if (how === 6) return Buffer.from(JSON.stringify([nested(chance.pick([100, 1_000])), input]))
  if (how === 7) return Buffer.from(`${'['.repeat(chance.pick([40, 1_000, 50_000]))}`)
  if (how === 8) return Buffer.from(`["${'x'.repeat(chance.pick([500_000, 524_280, 524_285, 600_000]))}"]`)
  if (how === 9)
    return Buffer.from(
      chance.pick(['', 'null', '0', '"x"', '{}', '[]', '[[]]', '[{}]', '\ufeff[]', '[1e999]', '["\\ud800"]']),
    )
  return Buffer.from(json)
}

function authRequest(world: World, chance: Chance): Ask {
  const name = chance.pick([
    'csrf',
    'providers',
    'session',
    'error',
    'verify-request',
    'signin',
    'callback/password',
    'callback/nope',
    '_log',
    'nope',
  ])
  const path = `/api/auth/${name}${chance.often(0.3) ? `?${query(chance)}` : ''}`
  // Without an operator's cookie, so that these requests cannot end the session of the others.
  if (chance.often(0.6)) return { path, headers: {} }
  const pairs = ['csrfToken', 'email', 'password', 'json', 'callbackUrl'].map(
    key => `${key}=${encodeURIComponent((JSON.stringify(strange(chance)) ?? '').slice(0, 5_000))}`,
  )
  const type = 'application/x-www-form-urlencoded'
  const body = chance.often(0.9) ? pairs.join('&') : `${'a=b&'.repeat(20_000)}%ff=%`
  return { method: 'POST', path, headers: { origin: world.origin, 'content-type': type }, body: Buffer.from(body) }
}

function getRequest(world: World, chance: Chance): Ask {
  const path = chance.pick(world.paths)
  const headers = base(world, chance)
  if (chance.often(0.15)) spoil(headers, chance)
  const method = chance.often(0.05) ? 'HEAD' : 'GET'
  const body = chance.often(0.03) ? Buffer.from('{"ignored":true}') : undefined
  return { method, path: chance.often(0.2) ? path : `${path}?${query(chance)}`, headers, ...(body && { body }) }
}

function query(chance: Chance): string {
  const pairs = Array.from({ length: 1 + chance.below(5) }, () => {
    const value = chance.often(0.1) ? 'x'.repeat(chance.pick([201, 2_000, 7_000])) : chance.pick(values)
    return `${chance.pick(parameters)}=${
      chance.often(0.1)
        ? Array.from({ length: 300 }, () => value)
            .join(',')
            .slice(0, 6_000)
        : value
    }`
  })
  return pairs.join('&')
}

function base(world: World, chance: Chance): Record<string, string> {
  return { cookie: world.cookie(), 'user-agent': 'fuzz', ...(chance.often(0.3) && { 'sec-fetch-site': 'same-origin' }) }
}

/** One odd header more. */
function spoil(headers: Record<string, string>, chance: Chance): void {
  const odd: [string, string][] = [
    ['next-router-state-tree', chance.pick(['%', '[]', '%5B%22%22%2C%7B%7D%5D', 'null', '%5B'.repeat(500)])],
    ['rsc', '1'],
    ['next-router-prefetch', chance.pick(['1', '2', 'x'])],
    ['next-router-segment-prefetch', chance.pick(['/_tree', '/../x', 'x', '/_full'])],
    ['next-url', chance.pick(['/', '//', 'http://evil.example', '%'])],
    ['next-hmr-refresh', '1'],
    ['next-resume', '1'],
    ['x-nextjs-data', '1'],
    ['x-middleware-rewrite', 'http://evil.example/'],
    ['x-forwarded-host', 'evil.example'],
    ['range', chance.pick(['bytes=0-', 'bytes=-1', 'bytes=9-1', 'x'])],
    ['if-none-match', '*'],
    ['if-modified-since', 'yesterday'],
    ['accept', chance.pick(['', '*/*;q=x', 'text/html', 'application/json'])],
    ['accept-encoding', chance.pick(['gzip', 'br;q=0', 'x', '*'])],
    [
      'content-type',
      chance.pick(['multipart/form-data; boundary=x', 'application/json', 'text/plain; charset=utf-7', '']),
    ],
    ['next-action', chance.pick(['x', '7f'.padEnd(42, '0'), '../..', '0'.repeat(5_000)])],
    ['authorization', 'Bearer '.concat('x'.repeat(chance.below(4_000)))],
    [
      'cookie',
      `${headers.cookie}; ${chance.pick(['__prerender_bypass=x', 'a', '=', '%=%', 'theme=%00', 'console-theme="', 'x='.repeat(2_000)])}`,
    ],
    ['expect', chance.pick(['100-continue', 'nothing'])],
    ['transfer-encoding', 'chunked'],
  ]
  const [name, value] = chance.pick(odd)
  if (value !== '') headers[name] = value
}
