import { Gauge, Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createLogger } from './log'
import { metrics } from './metrics'
import { createCollection, type SampleGroup, secondsOf } from './metrics-collection'

let gauge: Gauge<'state'>
let clock: number
let lines: string[]
beforeEach(() => {
  gauge = new Gauge({ name: 'test_gauge', help: 'Of a test', labelNames: ['state'], registers: [metrics().registry] })
  clock = 0
  lines = []
})
afterEach(() => metrics().registry.removeSingleMetric('test_gauge'))

const collection = (...groups: SampleGroup[]) =>
  createCollection(groups, { log: createLogger('warn', [], line => lines.push(line)), withinMs: 20, now: () => clock })
const errors = async (group: string) =>
  (await metrics().collectErrors.get()).values.find(({ labels }) => labels.group === group)?.value ?? 0
const own = (text: string) => text.split('\n').filter(line => /^test_/.test(line))

it('a group is read again only when its time is over, and samples that no longer exist are dropped', async () => {
  let state = 'one'
  let reads = 0
  const scrape = collection({
    name: 'cached',
    everyMs: 15_000,
    read: async () => {
      reads += 1
      return [{ gauge, labels: { state }, value: 7 }]
    },
  })
  expect(own(await scrape())).toEqual(['test_gauge{state="one"} 7'])
  state = 'two'
  clock = 14_999
  expect(own(await scrape())).toEqual(['test_gauge{state="one"} 7'])
  clock = 15_000
  expect(own(await scrape())).toEqual(['test_gauge{state="two"} 7'])
  expect(reads).toBe(2)
})

it('a group that fails is counted and logged, shows no old value, and does not affect the others', async () => {
  const other = new Gauge({ name: 'test_other', help: 'Of a test', registers: [metrics().registry] })
  let broken = false
  const scrape = collection(
    {
      name: 'sometimes',
      everyMs: 0,
      read: () => {
        if (broken) throw new Error('the disk is gone')
        return [{ gauge, labels: { state: 'one' }, value: 1 }]
      },
    },
    { name: 'other', everyMs: 0, read: () => [{ gauge: other, value: 2 }] },
  )
  const before = await errors('sometimes')
  expect(own(await scrape())).toEqual(['test_gauge{state="one"} 1', 'test_other 2'])
  broken = true
  expect(own(await scrape())).toEqual(['test_other 2'])
  expect(own(await scrape())).toEqual(['test_other 2'])
  expect(await errors('sometimes')).toBe(before + 2)
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('"group":"sometimes"')
  broken = false
  expect(own(await scrape())).toEqual(['test_gauge{state="one"} 1', 'test_other 2'])
  metrics().registry.removeSingleMetric('test_other')
})

it('a late group is not waited for, and not read twice at once', async () => {
  let reads = 0
  let end = (_: readonly []) => {}
  const scrape = collection({
    name: 'late',
    everyMs: 0,
    read: () => {
      reads += 1
      return new Promise(resolve => {
        end = resolve
      })
    },
  })
  const before = await errors('late')
  await Promise.all([scrape(), scrape()])
  await scrape()
  expect(await errors('late')).toBe(before + 2)
  expect(reads).toBe(1)
  end([])
})

it('an unknown value has no sample', async () => {
  const plain = new Gauge({ name: 'test_plain', help: 'Of a test', registers: [new Registry(), metrics().registry] })
  const values = [null, 0, null]
  const scrape = collection({ name: 'null', everyMs: 0, read: () => [{ gauge: plain, value: values.shift() ?? null }] })
  expect(own(await scrape())).toEqual([])
  expect(own(await scrape())).toEqual(['test_plain 0'])
  expect(own(await scrape())).toEqual([])
  expect(secondsOf(null)).toBeNull()
  expect(secondsOf('2026-11-29T00:00:01.500Z')).toBe(1795910401.5)
  metrics().registry.removeSingleMetric('test_plain')
})
