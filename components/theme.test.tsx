// @vitest-environment node
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

// Measures the WCAG 2.2 AA contrast of every colour pair in globals.css that the kit uses, in both themes.
const css = readFileSync(path.resolve(import.meta.dirname, '../app/globals.css'), 'utf8')
const tokens = new Map<string, { light: string; dark: string }>()
for (const match of css.matchAll(/--color-([a-z-]+):\s*(?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));/g)) {
  const [, name = '', light = match[4] ?? '', dark = match[4] ?? ''] = match
  tokens.set(name, { light, dark })
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map(at => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(theme: 'light' | 'dark', one: string, other: string): number {
  const [darker = 0, lighter = 0] = [one, other]
    .map(name => luminance(tokens.get(name)?.[theme] ?? ''))
    .sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const planes = ['background', 'surface', 'surface-raised', 'subtle', 'accent-subtle']
const tones = ['accent', 'success', 'warning', 'danger', 'info']
const text: [string, string][] = [
  ...['foreground', 'muted', ...tones].flatMap(name => planes.map((plane): [string, string] => [name, plane])),
  ...tones.flatMap(tone => ['foreground', 'muted', tone].map((name): [string, string] => [name, `${tone}-subtle`])),
  ...['accent-solid', 'accent-solid-hover'].map((plane): [string, string] => ['accent-solid-foreground', plane]),
  ...['danger-solid', 'danger-solid-hover'].map((plane): [string, string] => ['danger-solid-foreground', plane]),
  ['accent-foreground', 'accent'],
  ['danger-foreground', 'danger'],
  ['foreground', 'nav-active'],
  ['accent', 'nav-active'],
  ['inverse-foreground', 'inverse'],
]
const shapes = ['border-strong', 'ring', 'accent-solid'].flatMap(name =>
  planes.map((plane): [string, string] => [name, plane]),
)

describe.each(['light', 'dark'] as const)('%s', theme => {
  it.each(text)('text %s on %s', (name, plane) => {
    expect(contrast(theme, name, plane)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(shapes)('shape %s on %s', (name, plane) => {
    expect(contrast(theme, name, plane)).toBeGreaterThanOrEqual(3)
  })
})
