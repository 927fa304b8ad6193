import { createReadStream, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** One way a secret may be written down. */
export type Form = { name: string; bytes: Buffer }

export type Find = {
  place: string
  offset: number
  form: string /** Which secret, by its place in the list: never itself. */
  secret: number
}

const hex = (text: string, upper: boolean) => {
  const digits = Buffer.from(text).toString('hex')
  return upper ? digits.toUpperCase() : digits
}

const jsonEscaped = (text: string) => JSON.stringify(text).slice(1, -1)

/** Each UTF-16 unit that is no letter or digit as \u00XX: what careful serializers do. */
const unicodeEscaped = (text: string) =>
  text.replace(/[^A-Za-z0-9]/g, one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)

const htmlEscaped = (text: string, quote: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", quote)

/**
 * The characters of a base64 text that stand for the secret alone, when `before` other bytes precede it in its group of three:
 * the neighbours decide over the rest.
 */
function base64At(text: string, before: 0 | 1 | 2): string {
  const bytes = Buffer.from(text)
  const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  const first = Math.ceil((before * 8) / 6)
  const last = Math.floor(((before + bytes.length) * 8) / 6)
  return padded.slice(first, last)
}

/** Every way of writing it that is searched for; equal ones once. */
export function formsOf(secret: string): Form[] {
  const url = encodeURIComponent(secret)
  const json = jsonEscaped(secret)
  const base64 = ([0, 1, 2] as const).map(before => base64At(secret, before))
  const forms: [string, string][] = [
    ['raw', secret],
    ['URL-escaped', url],
    ['URL-escaped, small letters', url.replace(/%[0-9A-F]{2}/g, code => code.toLowerCase())],
    ['form-encoded', new URLSearchParams({ v: secret }).toString().slice(2)],
    ['JSON-escaped', json],
    ['JSON-escaped twice', jsonEscaped(json)],
    ['JSON-escaped with \\u', unicodeEscaped(secret)],
    ['JSON-escaped with \\/', json.replaceAll('/', '\\/')],
    ['HTML-escaped', htmlEscaped(secret, '&#x27;')],
    ['HTML-escaped, decimal', htmlEscaped(secret, '&#39;')],
    ['hex', hex(secret, false)],
    ['hex, capitals', hex(secret, true)],
    ...base64.map((text, before): [string, string] => [`base64 at ${before}`, text]),
    ...base64.map((text, before): [string, string] => [
      `base64url at ${before}`,
      text.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
  ]
  const seen = new Set<string>()
  return forms
    .filter(([, text]) => !seen.has(text) && seen.add(text))
    .map(([name, text]) => ({ name, bytes: Buffer.from(text) }))
}

/** `files`: all of the folder. `bytes`: those that were searched. */
export type Searched = { finds: Find[]; files: number; bytes: number }

type Pattern = Form & { secret: number }

/** Spreads the first four bytes over the table's slots. */
const spread = 0x9e3779b1

/** Searches bytes for many secrets at once: a table of the first four bytes decides where it is worth comparing. */
export class Detector {
  readonly #byStart = new Map<number, Pattern[]>()
  readonly #filter = new Uint8Array(1 << 20)
  readonly #longest: number
  /** How many byte sequences are searched for. */
  readonly size: number

  /** Throws on a secret so short that it would be found by chance. */
  constructor(secrets: readonly string[]) {
    let longest = 0
    let size = 0
    for (const [secret, text] of secrets.entries()) {
      if (text.length < 12) throw new Error(`Secret ${secret} is too short to be searched for.`)
      for (const form of formsOf(text)) {
        size += 1
        longest = Math.max(longest, form.bytes.length)
        const start = form.bytes.readUInt32LE(0)
        this.#byStart.set(start, [...(this.#byStart.get(start) ?? []), { ...form, secret }])
        this.#filter[Math.imul(start, spread) >>> 12] = 1
      }
    }
    this.#longest = longest
    this.size = size
  }

  /** @param from where these bytes begin in their file  @param known what ends before this offset was found already */
  search(bytes: Buffer, place: string, from = 0, known = 0): Find[] {
    const finds: Find[] = []
    if (bytes.length < 4) return finds
    // Private fields cost a call each where the tests' compiler rewrites them: too much for a gigabyte of bytes.
    const filter = this.#filter
    const byStart = this.#byStart
    let start = bytes.readUInt32LE(0)
    for (let at = 0; ; at++) {
      if (filter[Math.imul(start, spread) >>> 12]) {
        for (const pattern of byStart.get(start) ?? []) {
          const end = at + pattern.bytes.length
          if (from + end > known && bytes.subarray(at, end).equals(pattern.bytes))
            finds.push({ place, offset: from + at, form: pattern.name, secret: pattern.secret })
        }
      }
      if (at + 4 >= bytes.length) return finds
      start = (start >>> 8) | ((bytes[at + 4] ?? 0) << 24)
      start >>>= 0
    }
  }

  /** A file of any size, piece by piece; pieces overlap, so that nothing hides between two. */
  async searchFile(file: string, place = file): Promise<Find[]> {
    const finds: Find[] = []
    let kept: Buffer = Buffer.alloc(0)
    let offset = 0
    for await (const chunk of createReadStream(file, { highWaterMark: 4 << 20 })) {
      const piece = Buffer.concat([kept, chunk as Buffer])
      finds.push(...this.search(piece, place, offset, offset + kept.length))
      kept = piece.subarray(Math.max(0, piece.length - this.#longest))
      offset += piece.length - kept.length
    }
    return finds
  }

  /**
   * Every file under a folder, named by its path in it.
   * @param isKnown whether a file needs no search
   */
  async searchFolder(folder: string, isKnown = (_name: string) => false): Promise<Searched> {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    const files = names.filter(name => statSync(path.join(folder, name), { throwIfNoEntry: false })?.isFile())
    const finds: Find[] = []
    let bytes = 0
    for (const name of files.filter(name => !isKnown(name))) {
      bytes += statSync(path.join(folder, name)).size
      finds.push(...(await this.searchFile(path.join(folder, name), name)))
    }
    return { finds, files: files.length, bytes }
  }
}
