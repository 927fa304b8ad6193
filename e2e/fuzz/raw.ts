import { Buffer } from 'node:buffer'
import type { Chance } from './random'

/** Bytes that are no request, or not one request. `hangUp` = the sender leaves without waiting. */
export type Raw = { name: string; bytes: Buffer; hangUp?: boolean }

const host = 'Host: localhost\r\n'
const any = (chance: Chance, length: number) => Buffer.from(Array.from({ length }, () => chance.below(256)))

const kinds: [name: string, make: (chance: Chance) => Buffer | string, hangUp?: boolean][] = [
  ['noise', chance => any(chance, 1 + chance.below(4_000))],
  ['noise after a method', chance => Buffer.concat([Buffer.from('GET /'), any(chance, 200), Buffer.from('\r\n\r\n')])],
  ['no version', () => `GET /\r\n${host}\r\n`],
  ['another version', chance => `GET / HTTP/${chance.pick(['0.9', '2.0', '1.2', '9.9', 'x', ''])}\r\n${host}\r\n`],
  [
    'another method',
    chance => `${chance.pick(['get', 'PRI', 'FOO', 'G ET', 'CONNECT', 'M-SEARCH', ''])} / HTTP/1.1\r\n${host}\r\n`,
  ],
  ['the preface of HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000'],
  ['the beginning of TLS', () => Buffer.from('16030100c8010000c40303', 'hex')],
  ['no host', () => 'GET / HTTP/1.1\r\n\r\n'],
  ['two hosts', () => `GET /api/accounts HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`],
  [
    'another target',
    chance =>
      `GET ${chance.pick(['http://evil.example/', 'evil', '*', '?', '#', '\\', '/\u0000', '/ /', 'javascript:1'])} HTTP/1.1\r\n${host}\r\n`,
  ],
  ['bare line feeds', () => `GET / HTTP/1.1\n${host.trim()}\n\n`],
  ['a folded header', () => `GET / HTTP/1.1\r\n${host}A: b\r\n c: d\r\n\r\n`],
  ['a header without a colon', () => `GET / HTTP/1.1\r\n${host}nothing\r\n\r\n`],
  ['a blank before the colon', () => `GET / HTTP/1.1\r\n${host}Content-Length : 5\r\n\r\nhello`],
  ['NUL in a header', () => `GET / HTTP/1.1\r\n${host}A: b\u0000c\r\n\r\n`],
  [
    'a header name of noise',
    chance => Buffer.concat([Buffer.from(`GET / HTTP/1.1\r\n${host}`), any(chance, 30), Buffer.from(': x\r\n\r\n')]),
  ],
  [
    'a flood of headers',
    chance =>
      `GET / HTTP/1.1\r\n${host}${Array.from({ length: 200 + chance.below(5_000) }, (_, at) => `h${at}: x\r\n`).join('')}\r\n`,
  ],
  ['a header without end', chance => `GET / HTTP/1.1\r\n${host}A: ${'a'.repeat(20_000 + chance.below(100_000))}`],
  ['an address without end', chance => `GET /${'a'.repeat(20_000 + chance.below(100_000))}`],
  ['two lengths', () => `POST / HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`],
  [
    'a length that is none',
    chance =>
      `POST / HTTP/1.1\r\n${host}Content-Length: ${chance.pick(['-1', '+5', '0x5', '5,5', '1e3', '99999999999999999999', ' ', 'x'])}\r\n\r\nhello`,
  ],
  [
    'a length and chunks',
    () =>
      `POST / HTTP/1.1\r\n${host}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/accounts HTTP/1.1\r\n${host}\r\n`,
  ],
  [
    'chunks and a length',
    () =>
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\nGET /api/accounts HTTP/1.1\r\n${host}\r\n`,
  ],
  [
    'another encoding',
    chance =>
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: ${chance.pick(['xchunked', 'chunked, identity', 'identity', 'gzip, chunked', '\u000bchunked', 'chunked\r\nTransfer-Encoding: x'])}\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a chunk’s size that is none',
    chance =>
      `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n${chance.pick(['-1', 'g', '0x5', 'ffffffffffffffff', '5;a=b'.padEnd(20_000, 'c'), ''])}\r\nhello\r\n0\r\n\r\n`,
  ],
  [
    'a chunk that is longer than it says',
    () => `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n`,
  ],
  [
    'a request inside a GET',
    () => `GET /health HTTP/1.1\r\n${host}Content-Length: 40\r\n\r\nGET /api/accounts HTTP/1.1\r\nHost: x\r\n\r\n\r\n`,
  ],
  ['many in one', chance => `GET /nope HTTP/1.1\r\n${host}\r\n`.repeat(2 + chance.below(10))],
  [
    'an upgrade',
    chance =>
      `GET / HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: ${chance.pick(['websocket', 'h2c', 'x', 'TLS/1.0'])}\r\n\r\n`,
  ],
  [
    'an expectation',
    chance =>
      `POST / HTTP/1.1\r\n${host}Expect: ${chance.pick(['100-continue', 'x', '200-ok'])}\r\nContent-Length: 10\r\n\r\n`,
  ],
  ['half a request line', () => 'GET / HT', true],
  ['half of the headers', () => `POST / HTTP/1.1\r\n${host}Content-Le`, true],
  ['half a body', () => `POST / HTTP/1.1\r\n${host}Content-Length: 1000\r\n\r\nhalf`, true],
  ['nothing', () => '', true],
]

export function rawOf(index: number, chance: Chance): Raw {
  const [name, make, hangUp] = kinds[index % kinds.length] ?? ['nothing', () => '', true]
  const made = make(chance)
  return { name, bytes: typeof made === 'string' ? Buffer.from(made, 'latin1') : made, ...(hangUp && { hangUp }) }
}
