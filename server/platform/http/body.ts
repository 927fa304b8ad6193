import 'server-only'
import type { IncomingMessage } from 'node:http'

/** No input of ours is deeper than five. */
const deepest = 32

type Bounds = {
  /** Bytes */
  longest: number
  /** Bytes: enough for everything that a person who is not signed in has to send. */
  longestOfStrangers: number
  /** Called before a longer body is read: whether its sender is not signed in. */
  fromStranger: Promise<boolean>
}

/** `dropped`: longer than a body without a session may be, and not kept. */
type Withheld = Buffer | 'too long' | 'dropped'

/**
 * Buffers a request's body until it is complete. The handler then finds the body that `done` passed on, or never gets
 * the request. `done` is not called when the connection ends before the body does.
 */
export function withholdBody(
  request: IncomingMessage,
  { longest, longestOfStrangers, fromStranger }: Bounds,
  done: (body: Withheld, giveOn: (body: Buffer) => void) => void,
): void {
  // Node's parser calls `push` to give the body to the stream: nothing can read it earlier.
  const push = request.push
  let chunks: Buffer[] = []
  let size = 0
  let stranger = false
  void fromStranger.then(is => {
    stranger = is
    if (isDropped()) chunks = []
  })
  const isDropped = () => stranger && size > longestOfStrangers
  const giveOn = (body: Buffer) => {
    request.push = push
    if (body.length > 0) request.push(body)
    request.push(null)
  }
  request.push = (chunk: Buffer | null) => {
    if (size > longest) return true
    if (chunk === null) {
      void fromStranger.then(() => done(isDropped() ? 'dropped' : Buffer.concat(chunks), giveOn))
      return true
    }
    size += chunk.length
    if (size > longest || isDropped()) chunks = []
    else chunks.push(chunk)
    if (size > longest) done('too long', giveOn)
    return true
  }
}

/** No handler reads the body of a GET; one that never ends is cut off. */
export function boundBody(request: IncomingMessage, limit: number): void {
  const push = request.push
  let size = 0
  request.push = (chunk: Buffer | null) => {
    size += chunk?.length ?? 0
    if (size <= limit) return push.call(request, chunk)
    request.destroy()
    return false
  }
}

/**
 * Whether a server action's arguments are plain JSON of our forms. React's decoder understands far more (references to
 * functions, promises, streams, maps), recursively and with a history of vulnerabilities. Our forms need none of it, so
 * none of it gets through.
 */
export function isActionBody(body: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
    if (depthOf(text) > deepest) return false
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.length <= 2 && isPlain(parsed) && isTabOf(parsed[1])
  } catch {
    return false
  }
}

/** Besides its input an action gets only the id of the operator whose tab calls it. */
function isTabOf(argument: unknown): boolean {
  return argument === undefined || (typeof argument === 'string' && argument.length <= 36)
}

/** The nesting depth of brackets, in one pass and without building anything. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (quoted) {
      if (sign === '\\') at++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '[' || sign === '{') most = Math.max(most, ++depth)
    else if (sign === ']' || sign === '}') depth--
  }
  return most
}

/** React encodes values that JSON lacks as strings that start with `$`, and text that starts with `$` as `$$`. */
const harmless = new Set(['$undefined', '$NaN', '$Infinity', '$-Infinity', '$-0'])

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return !value.startsWith('$') || value.startsWith('$$') || harmless.has(value)
  if (Array.isArray(value)) return value.every(isPlain)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isPlain(inner))
}
