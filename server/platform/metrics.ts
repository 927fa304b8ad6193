import 'server-only'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { oncePerProcess } from './once-per-process'

/**
 * Every metric of the console, declared once. Counters are incremented where something happens; gauges are read when
 * they are scraped (metrics-collection.ts). Label values come from closed lists: never an id, name, address or path.
 */
function declare() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name, help, labelNames, registers })
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => {
    const made = new Gauge<L>({ name, help, labelNames, registers })
    // A value that is not known yet has no sample; the library would begin with 0.
    if (labelNames.length === 0) made.remove({})
    return made
  }
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: readonly L[] = []) =>
    new Histogram<L>({ name, help, buckets, labelNames, registers })

  return {
    registry,

    telnyxCalls: counter('console_telnyx_calls_total', 'Attempts to call Telnyx; outcome ok or the kind of failure', [
      'operation',
      'lane',
      'outcome',
    ]),
    telnyxSeconds: histogram(
      'console_telnyx_call_duration_seconds',
      'Time from permission by the limiter to Telnyx’s answer, or to the failure of the attempt',
      [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      ['operation', 'lane'],
    ),
    telnyxDown: gauge('console_telnyx_down', '1 while the circuit breaker is open because Telnyx is down'),
    telnyxAnswered: gauge('console_telnyx_last_answer_timestamp_seconds', 'When Telnyx last answered this process'),
    rateLimit: gauge('console_telnyx_rate_limit_requests', 'Requests per window as Telnyx reported them'),
    rateLeft: gauge('console_telnyx_rate_remaining_requests', 'Requests left in the window'),
    rateWindow: gauge('console_telnyx_rate_window_seconds', 'Length of the window, from observed resets'),
    rateShare: gauge('console_telnyx_rate_share_ratio', 'The part of the limit that this process may use'),
    rateBlocked: gauge(
      'console_telnyx_rate_blocked_seconds',
      'How long the pause that Telnyx asked for (429) still lasts',
    ),
    waiting: gauge('console_telnyx_requests_waiting', 'Requests that wait for their turn at the limiter', ['lane']),
    inFlight: gauge(
      'console_telnyx_requests_in_flight',
      'Requests that the limiter has admitted and that have not ended',
      ['lane'],
    ),

    sweeps: counter('console_sync_sweeps_total', 'Sweeps of this process', ['trigger', 'outcome']),
    sweepSeconds: histogram(
      'console_sync_sweep_duration_seconds',
      'Duration of sweeps that ended',
      [1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    ),
    sweptAt: gauge('console_sync_last_complete_timestamp_seconds', 'When the last complete sweep of any process ended'),
    oldestBalance: gauge('console_balance_oldest_timestamp_seconds', 'When the oldest known balance was read'),
    balancesKnown: gauge('console_balances_known', 'Accounts whose balance was read at least once'),
    accounts: gauge('console_accounts', 'Managed accounts in the mirror that are not gone from Telnyx', ['status']),

    commands: counter(
      'console_commands_total',
      'Commands to Telnyx that ended or became unknown; an unknown one is counted again when it is settled',
      ['action', 'outcome'],
    ),
    commandsOpen: gauge('console_commands_open', 'Commands that have not ended', ['state']),
    commandsDue: gauge('console_commands_due', 'Scheduled commands whose time has come and that are not on hold'),
    oldestUnknown: gauge(
      'console_commands_oldest_unknown_timestamp_seconds',
      'When the oldest command with an unknown outcome was sent; no sample without one',
    ),
    jobs: gauge('console_jobs', 'Jobs by state', ['state']),
    itemsOpen: gauge('console_job_items_open', 'Items of jobs that have not ended', ['state']),
    items: counter('console_job_items_total', 'Items of jobs that ended in this process', ['outcome']),

    signIns: counter('console_sign_ins_total', 'Attempts to sign in, each step counted separately', [
      'method',
      'outcome',
    ]),

    auditRows: gauge('console_audit_rows', 'Rows of the audit'),
    checkpointAt: gauge(
      'console_audit_checkpoint_timestamp_seconds',
      'When the checkpoint file last covered every row; no sample without AUDIT_CHECKPOINTS',
    ),

    httpSeconds: histogram(
      'console_http_request_duration_seconds',
      'Requests by class of address and status',
      [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      ['class', 'status'],
    ),

    databaseUp: gauge('console_database_up', '1 if the database answered this scrape in time, else 0'),
    poolConnections: gauge('console_database_pool_connections', 'Connections to PostgreSQL', ['state']),
    poolMax: gauge(
      'console_database_pool_max_connections',
      'Maximum number of connections of this process to PostgreSQL',
    ),
    poolWaiting: gauge('console_database_pool_waiting', 'Queries that wait for a connection to PostgreSQL'),
    databaseBytes: gauge('console_database_size_bytes', 'Size of the database'),
    tableBytes: gauge('console_database_table_size_bytes', 'Size of a table with its indexes', ['table']),
    diskFree: gauge('console_disk_free_bytes', 'Free space where the console writes: data, checkpoints', ['place']),

    utilization: gauge(
      'console_event_loop_utilization_ratio',
      'Share of time in which the event loop was busy since the previous scrape, 0 to 1',
    ),
    clock: gauge('console_clock_timestamp_seconds', 'What the clock of this process shows'),
    build: gauge('console_build_info', 'Always 1', ['version', 'build', 'node', 'database']),
    collectErrors: counter('console_collect_errors_total', 'Groups of metrics that could not be read', ['group']),
  }
}

export const metrics = oncePerProcess('consoleMetrics', declare)

/** Node.js's own metrics: measuring the delay of the event loop takes a timer, so only where METRICS_PORT is set. */
export const measureRuntime = oncePerProcess('consoleRuntimeMetrics', () => {
  collectDefaultMetrics({ register: metrics().registry })
  return true
})
