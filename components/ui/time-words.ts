const minute = 60
const hour = 60 * minute
const day = 24 * hour

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number) => String(value).padStart(2, '0')

/** `21 Nov 2026, 14:03 UTC`: the same text on every machine. */
export function utcText(at: Date): string {
  return `${utcDay(at)}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`
}

/** `21 Nov 2026` in UTC. */
export function utcDay(at: Date): string {
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

// Cached, because creating a formatter takes a hundred times as long as using it, and a table shows hundreds of times.
let localFormat: Intl.DateTimeFormat | undefined

/** The exact time in the reader's time zone, to the second: `21 Nov 2026, 15:03:22 GMT+1`. Browser only. */
export function localText(at: Date): string {
  localFormat ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'long' })
  return localFormat.format(at)
}

/** `21 Nov 2026, 15:03 (Europe/Berlin)`: for a time beside days, which are in this zone. */
export function zonedText(at: Date, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return `${format.format(at)} (${zone})`
}

/**
 * `just now`, `4 min ago`, `in 2 h`, `3 d ago`; from 30 days on the date (`21 Nov 2026`), which is clearer than "9 mo ago".
 * Times slightly in the future are "just now", because clocks differ.
 */
export function relativeText(at: Date, now: number): string {
  const seconds = Math.round((now - at.getTime()) / 1000)
  const distance = Math.abs(seconds)
  if (seconds > -minute && seconds < 45) return 'just now'
  if (distance >= 30 * day) return utcDay(at)
  // Rounds down, so that nothing looks older than it is.
  const [size, unit] = distance < hour ? [minute, 'min'] : distance < day ? [hour, 'h'] : [day, 'd']
  const amount = Math.max(1, Math.floor(distance / size))
  return seconds > 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`
}
