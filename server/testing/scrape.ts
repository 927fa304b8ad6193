import { metricGroups } from '@/server/overview/metric-groups'
import { createLogger } from '@/server/platform/log'
import { measureRuntime } from '@/server/platform/metrics'
import { createCollection } from '@/server/platform/metrics-collection'
import { serveMetrics } from '@/server/platform/metrics-listener'
import type { TestConsole } from './context'

export type Series = { name: string; labels: Record<string, string>; value: number }

/** The metrics of a test console, as boot serves them, but that nothing is cached. */
export async function serveTestMetrics({ services, database }: TestConsole, folder: string | null = null) {
  const groups = metricGroups({ services, database, folder, build: 'test' }).map(group => ({ ...group, everyMs: 0 }))
  const log = createLogger('silent', [])
  measureRuntime()
  const listener = await serveMetrics({ port: 0, host: '127.0.0.1', log, scrape: createCollection(groups, { log }) })
  return { ...listener, url: `http://127.0.0.1:${listener.port}/metrics` }
}

export async function scrape(url: string): Promise<Scrape> {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
  return new Scrape(await answer.text())
}

/** One answer in Prometheus' text format. */
export class Scrape {
  readonly series: Series[]
  /** Declared names with their kinds, also those without a sample. */
  readonly kinds: ReadonlyMap<string, string>

  constructor(readonly text: string) {
    this.kinds = new Map(
      [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind] as const),
    )
    this.series = [...text.matchAll(/^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gim)].map(
      ([, name = '', labels = '', value]) => ({ name, labels: readLabels(labels), value: Number(value) }),
    )
  }

  /** The sum of the series with these labels; null = there is none. */
  value(name: string, labels: Record<string, string> = {}): number | null {
    const found = this.series.filter(
      one => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
    )
    return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0)
  }
}

const readLabels = (text: string): Record<string, string> =>
  Object.fromEntries([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]))
