import 'server-only'

// Next answers 500 to a router state that it cannot read: such a request is refused earlier.

const deepest = 50
const paramKinds = /^(?:oc|[cd](?:i\((?:\.\.\)\(\.\.|\.{1,3})\))?)$/

/** The header `next-router-state-tree` as Next's own client writes it: URL-encoded JSON of segments in segments. */
export function isRouterState(header: string): boolean {
  if (header.length > 40_000) return false
  try {
    return isTree(JSON.parse(decodeURIComponent(header)), 0)
  } catch {
    return false
  }
}

function isTree(value: unknown, depth: number): boolean {
  if (!Array.isArray(value) || value.length < 2 || value.length > 6 || depth > deepest) return false
  const [segment, children, refresh, marker, hints, extra] = value as unknown[]
  return (
    isSegment(segment) &&
    isRecord(children) &&
    Object.values(children).every(child => isTree(child, depth + 1)) &&
    (refresh == null || (isStrings(refresh) && refresh.length === 2)) &&
    (marker == null || ['refetch', 'inside-shared-layout', 'metadata-only'].includes(marker as string)) &&
    (hints == null || typeof hints === 'number') &&
    (extra === undefined || typeof extra === 'string')
  )
}

function isSegment(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (!Array.isArray(value) || value.length !== 4) return false
  const [name, key, kind, siblings] = value as unknown[]
  const named = isStrings([name, key, kind]) && paramKinds.test(String(kind))
  return named && (siblings === null || isStrings(siblings))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(one => typeof one === 'string')
}
