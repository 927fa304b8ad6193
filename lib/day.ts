// The organization's days. Every place where a day becomes an instant, or an instant a day, uses these functions.

/** Until an owner sets another one. */
export const usualTimeZone = 'UTC'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Cached, because creating a formatter takes a hundred times as long as using it. */
function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(zone, made)
  return made
}

/** Whether this is an IANA name of a time zone, such as Europe/Madrid. Offsets such as +02:00 are not. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,59}$/.test(zone)) return false
  try {
    formatIn(zone)
    return true
  } catch {
    return false
  }
}

/** The day of an instant in a time zone: `2026-03-29`. */
export function dayOf(at: Date, zone: string): string {
  const parts = formatIn(zone).formatToParts(at)
  const part = (type: string) => parts.find(one => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

const hourMs = 3_600_000

/**
 * The first instant of a day in a time zone. Found by halving, because midnight may not exist (where clocks go forward
 * at midnight), and a day may have 23, 24 or 25 hours.
 */
export function startOfDay(day: string, zone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // Time zones are at most 14 hours ahead of UTC and 12 behind.
  let [before, at] = [utc - 15 * hourMs, utc + 13 * hourMs]
  while (at - before > 1) {
    const middle = before + Math.floor((at - before) / 2)
    if (dayOf(new Date(middle), zone) >= day) at = middle
    else before = middle
  }
  return new Date(at)
}

/** The first instant after a day. */
export const endOfDay = (day: string, zone: string): Date => startOfDay(addDays(day, 1), zone)

/** A day so many days later; calendar arithmetic, without a time zone. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 24 * hourMs).toISOString().slice(0, 10)
}

/** A day so many months later; the last of its month where that has no such day. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10)
}

/** The days from one to another, both included. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}

/** A day of a year that people and both databases know; null for anything else. */
export function readDay(text: string): string | null {
  const time = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // Some engines read 2026-02-31 as 3 March: a day that does not round-trip is invalid.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null
}
