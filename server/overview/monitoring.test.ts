import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { connectionLanes } from '@/lib/connection'
import { type ItemState, itemStates, jobStates } from '@/lib/job'
import type { countSignIn } from '../operators/sign-in'
import { metrics } from '../platform/metrics'
import type { TelnyxErrorKind } from '../telnyx/error'
import { type TestConsole, testConsole } from '../testing/context'
import { type Scrape, scrape, serveTestMetrics } from '../testing/scrape'
import { readSource } from '../testing/sources'

// The dashboard, the alert rules and the documents may only name metrics, labels and values that exist.

type Panel = { type: string; title: string; targets?: { expr: string }[] }
type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: { summary: string } }

const dashboard = JSON.parse(readSource('docs/monitoring/dashboard.json')) as {
  panels: Panel[]
  templating: { list: { definition?: string }[] }
}
const { groups } = parse(readSource('docs/monitoring/alerts.yaml')) as { groups: { name: string; rules: Rule[] }[] }
const rules = groups.flatMap(group => group.rules)
const queries = [
  ...dashboard.panels.flatMap(panel => panel.targets ?? []).map(({ expr }) => expr),
  ...dashboard.templating.list.flatMap(({ definition }) => definition ?? []),
  ...rules.map(({ expr }) => expr),
]

type Use = { name: string; matchers: { label: string; values: string[] }[] }

const words = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'and',
  'or',
  'unless',
  'bool',
  'offset',
  'group_left',
  'instance',
])

/** The metrics of a query with the labels that it selects by, and the labels that it groups by. */
function readQuery(query: string): { uses: Use[]; grouped: string[] } {
  const grouped: string[] = []
  const plain = query
    .replace(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g, (_, labels: string) => {
      grouped.push(...labels.split(',').map(label => label.trim()))
      return ''
    })
    .replace(/\[[^\]]*\]/g, '')
  const uses = [...plain.matchAll(/(?<![\w.$"])([a-z_:][\w:]*)(?!\w*\s*\()(?:\{([^}]*)\})?/g)]
    .filter(([, name = '']) => !words.has(name))
    .map(([, name = '', selector = '']) => ({
      name,
      matchers: [...selector.matchAll(/(\w+)(?:=|!=|=~|!~)"([^"]*)"/g)].map(([, label = '', values = '']) => ({
        label,
        values: values.split('|'),
      })),
    }))
  return { uses, grouped }
}

/** What Prometheus adds itself. */
const ofPrometheus = new Set(['up'])
const added = ['job', 'instance', 'le']

const callOutcomes = {
  ok: 1,
  invalid_key: 1,
  not_manager: 1,
  forbidden: 1,
  not_found: 1,
  invalid: 1,
  rate_limited: 1,
  server: 1,
  timeout: 1,
  network: 1,
  bad_answer: 1,
  circuit_open: 1,
  too_late: 1,
  cancelled: 1,
} satisfies Record<TelnyxErrorKind | 'ok', 1>
const signInOutcomes = { succeeded: 1, code_asked: 1, refused: 1, limited: 1 } satisfies Record<
  Parameters<typeof countSignIn>[1],
  1
>

/** The values that the code gives these labels. */
const known: Record<string, readonly string[]> = {
  'console_telnyx_calls_total outcome': Object.keys(callOutcomes),
  'console_sign_ins_total outcome': Object.keys(signInOutcomes),
  'console_job_items_total outcome': itemStates satisfies readonly ItemState[],
  'console_job_items_open state': ['waiting', 'running', 'checking', 'person'] satisfies ItemState[],
  'console_jobs state': jobStates,
  'console_commands_open state': ['scheduled', 'in_flight', 'unknown'],
  'console_telnyx_requests_waiting lane': connectionLanes,
  'console_disk_free_bytes place': ['data', 'checkpoints'],
  'console_http_request_duration_seconds status': ['2xx', '3xx', '4xx', '5xx', 'none'],
  'console_http_request_duration_seconds class': ['page', 'action', 'api', 'auth', 'health', 'static'],
}

let console_: TestConsole
let seen: Scrape
beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 1 } })
  const served = await serveTestMetrics(console_)
  seen = await scrape(served.url)
  await served.close()
})
afterAll(() => console_.close())

const isBucket = (name: string) => /_(?:bucket|count|sum)$/.test(name)
/** The declared name: a histogram has three series. */
const declared = (name: string) => {
  const base = name.replace(/_(?:bucket|count|sum)$/, '')
  return isBucket(name) && seen.kinds.get(base) === 'histogram' ? base : name
}
/** Its labels: those of its samples, and of what was not counted yet those that are declared. */
function labelsOf(name: string): string[] {
  const metric = metrics().registry.getSingleMetric(name) as unknown as { labelNames: string[] } | undefined
  const sampled = seen.series.filter(one => declared(one.name) === name).flatMap(one => Object.keys(one.labels))
  return [...new Set([...(metric?.labelNames ?? []), ...sampled])]
}

describe('the monitoring files', () => {
  it('are parsed completely: every query has a metric', () => {
    expect(queries.length).toBeGreaterThan(60)
    expect(queries.filter(query => readQuery(query).uses.length === 0)).toEqual([])
    expect(
      readQuery('sum by (job, le) (rate(a_total{x="1",y=~"2|3"}[5m])) / min(b) or (c unless on (job) d_e)'),
    ).toEqual({
      uses: [
        {
          name: 'a_total',
          matchers: [
            { label: 'x', values: ['1'] },
            { label: 'y', values: ['2', '3'] },
          ],
        },
        { name: 'b', matchers: [] },
        { name: 'c', matchers: [] },
        { name: 'd_e', matchers: [] },
      ],
      grouped: ['job', 'le', 'job'],
    })
  })

  it('use only metrics, labels and values that a running console has', () => {
    const wrong = queries.flatMap(query => {
      const { uses, grouped } = readQuery(query)
      const own = uses.filter(({ name }) => !ofPrometheus.has(name))
      const grouping = new Set(own.flatMap(({ name }) => labelsOf(declared(name))))
      return [
        ...own.filter(({ name }) => !seen.kinds.has(declared(name))).map(({ name }) => `${name} in ${query}`),
        ...own.flatMap(({ name, matchers }) =>
          matchers
            .filter(({ label }) => !added.includes(label))
            .flatMap(({ label, values }) => {
              if (!labelsOf(declared(name)).includes(label)) return [`${name} has no label ${label} in ${query}`]
              const allowed = known[`${declared(name)} ${label}`] ?? []
              return values.filter(value => !allowed.includes(value)).map(value => `${label}="${value}" in ${query}`)
            }),
        ),
        ...grouped
          .filter(label => !added.includes(label) && !grouping.has(label))
          .map(label => `by ${label} in ${query}`),
      ]
    })
    expect(wrong).toEqual([])
  })

  it('show every metric on the dashboard, in its rows', () => {
    expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Telnyx',
      'Sync',
      'Commands and jobs',
      'Sign-ins and audit',
      'Process',
      'Database',
    ])
    const used = new Set(queries.flatMap(query => readQuery(query).uses.map(({ name }) => declared(name))))
    expect([...seen.kinds.keys()].filter(name => name.startsWith('console_') && !used.has(name))).toEqual([])
  })

  it('have a row in docs/operations.md for every alert, and no other rows', () => {
    const document = readSource('docs/operations.md')
    const documented = [...document.matchAll(/^\| (Console\w+) \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name]) => name)
    expect(documented).toEqual(expect.arrayContaining(rules.map(({ alert }) => alert)))
    expect(documented).toHaveLength(rules.length)
    for (const { labels, annotations } of rules) {
      expect(['critical', 'warning']).toContain(labels.severity)
      expect(annotations.summary).not.toBe('')
    }
  })

  it('have every metric in docs/metrics.md, with kind and labels', () => {
    const rows = [...readSource('docs/metrics.md').matchAll(/^\| `(console_\w+)` \| (\w+) \| ([^|]*)\|/gm)]
    const documented = rows.map(([, name, kind, labels = '']) => ({
      name,
      kind,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(match => match[1]),
    }))
    const own = [...seen.kinds].filter(([name]) => name.startsWith('console_'))
    expect(documented).toEqual(
      own.map(([name, kind]) => ({ name, kind, labels: labelsOf(name).filter(label => label !== 'le') })),
    )
  })
})
