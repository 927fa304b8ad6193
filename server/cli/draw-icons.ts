// Generates components/ui/icons.css: `npx tsx server/cli/draw-icons.ts`. Run it after an update of Lucide or a change
// of `shapes`. A clip path is filled, but Lucide draws strokes: each line becomes a rectangle with round ends, each
// circle a ring. A browser measures the curves.
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { findBrowser } from './find-browser'

/** Name in the console → file of Lucide. */
const shapes = {
  alert: 'triangle-exclamation-point',
  ban: 'ban',
  check: 'circle-check',
  clock: 'clock',
  compare: 'git-compare-arrows',
  dashed: 'circle-dashed',
  dot: 'circle-dot',
  info: 'info',
  minus: 'circle-minus',
  pause: 'circle-pause',
  play: 'circle-play',
  question: 'circle-question-mark',
  shield: 'shield-check',
  slash: 'circle-slash',
  stop: 'octagon-x',
} as const

type Point = readonly [x: number, y: number]
type Node = [tag: string, attributes: Record<string, string>]

/** Lucide's 24 units are 14 pixels here. */
const scale = 14 / 24
const number = (units: number) => String(Math.round(units * scale * 100) / 100).replace(/^(-?)0\./, '$1.')
const at = (x: number, y: number) => `${number(x)} ${number(y)}`

/** An anticlockwise path inside a clockwise one makes a hole. */
function circle(x: number, y: number, radius: number, clockwise = true): string {
  const arc = `A${at(radius, radius)} 0 0 ${clockwise ? 1 : 0} `
  return `M${at(x - radius, y)}${arc}${at(x + radius, y)}${arc}${at(x - radius, y)}Z`
}

/** A line of two units' width. */
function bar([ax, ay]: Point, [bx, by]: Point): string {
  const length = Math.hypot(bx - ax, by - ay)
  if (length < 0.02) return ''
  const [x, y] = [(by - ay) / length, (ax - bx) / length]
  return `M${at(ax + x, ay + y)}L${at(bx + x, by + y)}L${at(bx - x, by - y)}L${at(ax - x, ay - y)}Z`
}

/** The fewest of these points that stay within a tenth of a pixel of the line (Ramer, Douglas, Peucker). */
function simplified(points: readonly Point[]): Point[] {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || points.length < 3) return [...points]
  const length = Math.hypot(last[0] - first[0], last[1] - first[1])
  const distance = ([x, y]: Point) =>
    length < 1e-6
      ? Math.hypot(x - first[0], y - first[1])
      : Math.abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) / length
  const distances = points.map(distance)
  const farthest = distances.indexOf(Math.max(...distances))
  if ((distances[farthest] ?? 0) <= 0.15) return [first, last]
  return [...simplified(points.slice(0, farthest + 1)).slice(0, -1), ...simplified(points.slice(farthest))]
}

/** Ends and corners get a round cap. Inside a curve the pieces already touch. */
function isCorner(before: Point | undefined, [x, y]: Point, after: Point | undefined): boolean {
  if (!before || !after) return true
  const turn = Math.abs(Math.atan2(y - before[1], x - before[0]) - Math.atan2(after[1] - y, after[0] - x))
  return Math.min(turn, 2 * Math.PI - turn) > 0.2
}

function outline(points: readonly Point[]): string {
  const line = simplified(points)
  const bars = line.slice(1).map((point, index) => bar(line[index] as Point, point))
  const ends = line.filter((point, index) => isCorner(line[index - 1], point, line[index + 1]))
  return [...bars, ...ends.map(([x, y]) => circle(x, y, 1))].join('')
}

const browser = await chromium.launch(findBrowser())
const page = await browser.newPage()
await page.setContent('<svg viewBox="0 0 24 24"></svg>')

/** Points along a shape, one list for each of its parts. Runs in the page as text, because tsx would add helpers that pages do not have. */
function pointsOf(node: Node): Promise<Point[][]> {
  return page.evaluate(`(([tag, attributes]) => {
    const shape = document.createElementNS('http://www.w3.org/2000/svg', tag)
    for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value)
    document.querySelector('svg').append(shape)
    const parts = [[]]
    for (let along = 0, last; along <= shape.getTotalLength() + 0.1; along += 0.1) {
      const { x, y } = shape.getPointAtLength(Math.min(along, shape.getTotalLength()))
      if (last && Math.hypot(x - last.x, y - last.y) > 0.15) parts.push([])
      parts.at(-1).push([x, y])
      last = { x, y }
    }
    return parts
  })(${JSON.stringify(node)})`)
}

async function draw(file: string): Promise<string> {
  const { __iconData } = await import(`lucide-react/dist/esm/icons/${file}.mjs`)
  let path = ''
  for (const [tag, { key: _, ...attributes }] of __iconData.node as Node[]) {
    const [x, y, radius] = [Number(attributes.cx), Number(attributes.cy), Number(attributes.r)]
    if (tag !== 'circle') path += (await pointsOf([tag, attributes])).map(outline).join('')
    else path += circle(x, y, radius + 1) + (radius > 1 ? circle(x, y, radius - 1, false) : '')
  }
  return path
}

const { version } = JSON.parse(readFileSync('node_modules/lucide-react/package.json', 'utf8')) as { version: string }
let css = `/*
 * State icons, 14 px, as clipped boxes in their current colour: a table has hundreds, and an <svg> in each row costs three elements,
 * a mask takes five times the painting. Drawn by \`.icon\` (an element) and \`.status\` (before its word). Strokes of Lucide ${version}
 * (ISC licence) as outlines, made by server/cli/draw-icons.ts.
 */
`
for (const [name, file] of Object.entries(shapes)) css += `.icon-${name} {\n  --icon: path("${await draw(file)}");\n}\n`
writeFileSync('components/ui/icons.css', css)
await browser.close()
