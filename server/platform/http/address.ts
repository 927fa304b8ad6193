import 'server-only'
import { isIP } from 'node:net'

/** Stands for an unknown address. */
export const unknownAddress = 'unknown'

/**
 * Where a request came from. Each of our `trusted` proxies appends the address it saw to `x-forwarded-for`: the entry
 * that the first of them added is the browser's, and entries to the left of it may be forged. With fewer entries than
 * proxies, or an entry that is no address, the request bypassed the proxies, and only the socket's address counts.
 */
export function addressOf(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
  trusted: number,
): string {
  const own = readAddress(socketAddress ?? '') ?? unknownAddress
  if (trusted === 0) return own
  const entries = (forwardedFor ?? '').split(',')
  return readAddress(entries[entries.length - trusted] ?? '') ?? own
}

/** Lower case, without port and zone; an IPv4-mapped IPv6 address as IPv4. Null = no address. */
function readAddress(text: string): string | null {
  const bare = text
    .trim()
    .replace(/^\[([^\]]*)\](:\d{1,5})?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1')
    .replace(/%.*$/, '')
    .toLowerCase()
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1] ?? bare
  return isIP(mapped) === 0 ? null : mapped
}

/**
 * The unit that rate limits count: an IPv4 address, or the /64 of an IPv6 address, because one customer gets a whole
 * /64 and may change addresses in it at will.
 * @param address as `clientAddress` returns it
 */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address
  const groups = expand(address).slice(0, 4)
  return `${groups.map(group => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** The eight groups of an IPv6 address. */
function expand(address: string): string[] {
  const hex = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
  const [head = '', tail] = hex.split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
}
