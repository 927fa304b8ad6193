import { utcDay } from '@/components/ui/time-words'

/** The arithmetic of a line chart. Positions are percent of its width and height, 0 at the left and at the top. */

type Scale = { min: number; max: number; ticks: number[] }

/** A round step of about this size: 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5, 10].find(one => one * power >= rough * 0.999) ?? 10) * power
}

/**
 * An axis with round ticks that holds all values. It begins at zero unless the values lie far from it; small counts are near.
 * @param whole only whole ticks, for counts
 */
export function scaleOf(values: readonly number[], whole = false): Scale {
  const least = values.length > 0 ? Math.min(...values) : 0
  const most = values.length > 0 ? Math.max(...values) : 1
  const span = most - least
  const low = least >= 0 && (least < span * 2 || (whole && least <= 10)) ? 0 : least
  const high = most <= 0 && -most < span * 2 ? 0 : most
  // Equal values get an axis around them.
  const rough = (high - low || Math.abs(high) || 1) / 4
  const step = whole ? Math.max(1, niceStep(rough)) : niceStep(rough)
  const first = Math.floor(low / step)
  const last = Math.max(first + 1, Math.ceil(high / step))
  // From whole numbers of steps, because adding steps up would add their errors up.
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)))
  return { min: ticks[0] ?? 0, max: ticks.at(-1) ?? 1, ticks }
}

export function yOf(value: number, { min, max }: Scale): number {
  return 100 - ((value - min) / (max - min)) * 100
}

/** The first point is at the left edge and the last one at the right; a single point is in the middle. */
export function xOf(at: number, count: number): number {
  return count > 1 ? (at / (count - 1)) * 100 : 50
}

type Point = { x: number; y: number }

/** The runs of values without a gap: a line is drawn within a run only. */
export function runsOf(values: readonly (number | null)[], scale: Scale): Point[][] {
  const runs: Point[][] = []
  let open = false
  for (const [at, value] of values.entries()) {
    if (value === null) {
      open = false
      continue
    }
    const point = { x: xOf(at, values.length), y: yOf(value, scale) }
    if (open) runs.at(-1)?.push(point)
    else runs.push([point])
    open = true
  }
  return runs
}

const round = (value: number) => Math.round(value * 100) / 100

export function pathOf(run: readonly Point[]): string {
  return run.map(({ x, y }, at) => `${at === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

/** Which days get a label: the first, the last, and some between them at equal distances. */
export function labelled(count: number, wanted = 4): number[] {
  if (count <= wanted) return Array.from({ length: count }, (_, at) => at)
  return Array.from({ length: wanted }, (_, at) => Math.round((at * (count - 1)) / (wanted - 1)))
}

// A tick is a round number. With fewer digits, neighbours far from zero would have one label.
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 6 })

/** `12.5K` for an axis. */
export const tickText = (value: number): string => compact.format(value).replace('-', '−')

/** `21 Nov 2026`, or without the year. */
export function dayText(day: string, year = true): string {
  const text = utcDay(new Date(day))
  return year ? text : text.replace(/ \d+$/, '')
}
