import 'server-only'
import type { Gauge } from 'prom-client'
import type { Logger } from './log'
import { metrics } from './metrics'
import { within } from './within'

/** A gauge's value now; null = not known, and then the gauge has no sample. */
export type Sample = { gauge: Gauge<string>; labels?: Record<string, string>; value: number | null }

/** A group of gauges that are read together, such as all that one query answers. */
export type SampleGroup = {
  name: string
  /** How long its answer is used again; 0 = it is read at every scrape. */
  everyMs: number
  read(): readonly Sample[] | Promise<readonly Sample[]>
}

type Options = { log: Logger; withinMs?: number; now?: () => number }

/** A sample for each value of a label that has a fixed set of them. A value that was not found counts as 0. */
export function samplesOf(
  gauge: Gauge<string>,
  label: string,
  values: readonly string[],
  counted: ReadonlyMap<string, number>,
): Sample[] {
  return values.map(value => ({ gauge, labels: { [label]: value }, value: counted.get(value) ?? 0 }))
}

/** Seconds since 1970, as Prometheus has instants. */
export function secondsOf(at: Date | string | number | null | undefined): number | null {
  return at === null || at === undefined ? null : new Date(at).getTime() / 1_000
}

/**
 * The text of a scrape. Each group is read within a time limit. One that fails or is late has no samples until it is
 * read again, because an old value would pass for the present one; the others are not affected.
 */
export function createCollection(groups: readonly SampleGroup[], options: Options): () => Promise<string> {
  const kept = groups.map(group => new Reading(group, options))
  let scraping: Promise<string> | null = null
  return () => {
    // Parallel scrapes share one reading.
    scraping ??= Promise.all(kept.map(one => one.refresh()))
      .then(() => metrics().registry.metrics())
      .finally(() => {
        scraping = null
      })
    return scraping
  }
}

class Reading {
  private readAt = Number.NEGATIVE_INFINITY
  private running: Promise<readonly Sample[]> | null = null
  private shown: Gauge<string>[] = []
  private failing = false

  constructor(
    private readonly group: SampleGroup,
    private readonly options: Options,
  ) {}

  async refresh(): Promise<void> {
    const { now = Date.now, withinMs = 2_000, log } = this.options
    if (now() - this.readAt < this.group.everyMs) return
    // A late reading is not started again while it runs: a slow database must not get more to do.
    this.running ??= Promise.resolve()
      .then(() => this.group.read())
      .finally(() => {
        this.running = null
      })
    try {
      this.show(await within(withinMs, this.running))
      this.readAt = now()
      this.failing = false
    } catch (error) {
      metrics().collectErrors.inc({ group: this.group.name })
      this.show([])
      // Once, not at every scrape.
      if (!this.failing) log.warn({ err: error, group: this.group.name }, 'metrics could not be read')
      this.failing = true
    }
  }

  private show(samples: readonly Sample[]): void {
    for (const gauge of this.shown) forget(gauge)
    this.shown = [...new Set(samples.map(({ gauge }) => gauge))]
    for (const gauge of this.shown) forget(gauge)
    for (const { gauge, labels = {}, value } of samples) if (value !== null) gauge.set(labels, value)
  }
}

/** Removes every sample. `reset` alone leaves a 0 where there are no labels. */
function forget(gauge: Gauge<string>): void {
  gauge.reset()
  gauge.remove({})
}
