import { mulberry32 as randomFrom } from '@/server/sandbox/random'

/** The values each property of a case may have. */
export type Axes = Record<string, readonly string[]>
export type Case<A extends Axes> = { [K in keyof A]: A[K][number] }

/** Numbers from 0 to 1 that depend only on the seed. */
export { randomFrom }

export function* everyCase<A extends Axes>(axes: A): Generator<Case<A>> {
  const names = Object.keys(axes)
  const total = names.reduce((product, name) => product * (axes[name]?.length ?? 1), 1)
  for (let index = 0; index < total; index += 1) {
    let rest = index
    const entries = names.map(name => {
      const values = axes[name] ?? []
      const value = values[rest % values.length] ?? ''
      rest = Math.floor(rest / values.length)
      return [name, value] as const
    })
    yield Object.fromEntries(entries) as Case<A>
  }
}

/** Of several random cases around a missing pair, takes the one that covers most. */
const tries = 12

/** Cases in which every value of every axis meets every value of every other axis at least once: far fewer than all. */
export function pairwise<A extends Axes>(axes: A, seed: number): Case<A>[] {
  const names = Object.keys(axes)
  const random = randomFrom(seed)
  const any = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
  const missing = new Set<string>()
  const pairOf = (a: number, x: string, b: number, y: string) =>
    a < b ? `${a} ${x}\n${b} ${y}` : `${b} ${y}\n${a} ${x}`
  names.forEach((name, a) => {
    names.slice(a + 1).forEach((other, offset) => {
      for (const x of axes[name] ?? []) for (const y of axes[other] ?? []) missing.add(pairOf(a, x, a + 1 + offset, y))
    })
  })
  const around = (pair: string): string[] => {
    const row: (string | undefined)[] = names.map(() => undefined)
    for (const part of pair.split('\n')) {
      const [axis, ...value] = part.split(' ')
      row[Number(axis)] = value.join(' ')
    }
    const open = names.map((_, index) => index).filter(index => row[index] === undefined)
    for (const index of open.sort(() => random() - 0.5)) {
      const gain = (value: string) =>
        row.filter((given, other) => given !== undefined && missing.has(pairOf(index, value, other, given))).length
      const values = axes[names[index] ?? ''] ?? []
      const most = Math.max(...values.map(gain))
      row[index] = any(values.filter(value => gain(value) === most))
    }
    return row.map(value => value ?? '')
  }
  const pairsOf = (row: readonly string[]) =>
    row.flatMap((x, a) => row.slice(a + 1).map((y, offset) => pairOf(a, x, a + 1 + offset, y)))
  const cases: Case<A>[] = []
  while (missing.size > 0) {
    const left = [...missing]
    const made = Array.from({ length: tries }, () => around(any(left)))
    const gains = made.map(row => pairsOf(row).filter(pair => missing.has(pair)).length)
    const best = made[gains.indexOf(Math.max(...gains))] ?? []
    for (const pair of pairsOf(best)) missing.delete(pair)
    cases.push(Object.fromEntries(names.map((name, index) => [name, best[index]])) as Case<A>)
  }
  return cases
}
