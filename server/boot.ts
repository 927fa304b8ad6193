import 'server-only'
import { AppError } from '@/lib/errors'
import type { RetentionDays } from '@/lib/retention'
import { RecordBrokenError } from './audit/append'
import { makeArchive, removeArchived } from './audit/archive'
import { ArchiveError } from './audit/archive-file'
import { CheckpointError, startCheckpoints } from './audit/checkpoints'
import { openRecordKey } from './audit/record-key'
import { openRecord } from './audit/seal'
import { verifyRecord } from './audit/verify'
import { startJobs } from './commands/jobs/work'
import { remoteCallsEnded } from './commands/remote'
import { holdAfterStandstill, leaveRepeatsToOperators } from './commands/sending/standstill'
import { createUpkeep, recoverInterrupted } from './commands/settle'
import { type Services, settingsOf } from './context'
import { backUp } from './keeping/backup'
import { BackupError } from './keeping/file'
import { countOld, removeOld, startRetention } from './keeping/retention'
import { BindingError, bindDatabase, checkManager } from './mirror/binding'
import { startSync } from './mirror/scheduler'
import { rebuildSearch } from './mirror/search/rebuild'
import { resetOwner } from './operators/break-glass'
import { startRecordingCounts } from './operators/refusals'
import { resealSecrets } from './operators/reseal'
import { createDemoOperators, issueSetupToken } from './operators/setup'
import { startNotingSizes } from './overview/database-size'
import { metricGroups } from './overview/metric-groups'
import { type OpenDatabase, openDatabase } from './platform/db/client'
import { FolderInUseError } from './platform/db/lock'
import { DatabaseOpenError, hasSpace } from './platform/db/open-error'
import { keepPrivate, OpenFolderError } from './platform/db/private-folder'
import { DatabaseRoleError } from './platform/db/roles'
import { checkDurability, type Env, EnvError, embeddedFolder, env, retentionOf, secretsOf } from './platform/env'
import { armFailpoints } from './platform/failpoint'
import { createHeartbeat } from './platform/heartbeat'
import { openBuiltFiles } from './platform/http/built-files'
import { closeRequestGuard, openRequestGuard } from './platform/http/request-guard'
import { createLogger, type Logger } from './platform/log'
import { measureRuntime } from './platform/metrics'
import { createCollection } from './platform/metrics-collection'
import { MetricsListenError, serveMetrics } from './platform/metrics-listener'
import { orLate } from './platform/or-late'
import { guardOutput, tellTerminal, writeLogLine } from './platform/output'
import { createVault } from './platform/vault'
import { registerEntities } from './register'
import { createTelnyx } from './telnyx/client'
import { shareBudget } from './telnyx/shared-budget'
import { provideServices } from './web/services'

type Booted = {
  services: Services
  /** Starts no new work and releases its leases. Resolves when the work in flight has ended. */
  endWork(): Promise<unknown>
  /** From here on nothing is sent, not even work in flight. */
  close(): Promise<void>
}

// Next gives every bundle its own copy of a module: singletons live on globalThis.
const store = globalThis as { consoleBoot?: Promise<Booted>; consoleLog?: Logger }

/** The process's log, available before its services. */
function processLog(): Logger {
  store.consoleLog ??= createLogger(env().LOG_LEVEL, secretsOf(env()), writeLogLine)
  return store.consoleLog
}

async function boot(): Promise<Booted> {
  registerEntities()
  const settings = env()
  armFailpoints(settings.CONSOLE_FAILPOINTS)
  // next-auth reads its own address from the environment, never from the request.
  process.env.NEXTAUTH_URL = settings.APP_URL
  const log = processLog()
  if (!settings.DATABASE_URL) keepPrivate(settings.DATA_DIR, { mend: settings.CONSOLE_MODE === 'demo' })
  const database = await openDatabase({
    databaseUrl: settings.DATABASE_URL,
    ownerUrl: settings.DATABASE_OWNER_URL,
    dataDir: settings.DATA_DIR,
  })
  // The embedded database has one process.
  const alone = database.kind === 'pglite'
  const heartbeat = createHeartbeat({ db: database.db, log }, { alone })
  try {
    const telnyx = createTelnyx({
      apiKey: settings.TELNYX_API_KEY,
      baseUrl: settings.TELNYX_BASE_URL,
      onCall: call => log.debug({ call }, 'telnyx'),
    })
    const own = {
      db: database.db,
      log,
      now: () => new Date(),
      vault: createVault(settings.AUTH_SECRET, settings.AUTH_SECRET_PREVIOUS),
      heartbeat,
      ...(alone && { hasRoom: () => hasSpace(settings.DATA_DIR) }),
      settings: settingsOf(settings),
    }
    await bindDatabase(own)
    const services: Services = { ...own, telnyx, auditChain: await openRecordKey(own.db, settings, own.vault) }
    await openRecord(database.db, services.auditChain)
    const listener = await startMetrics(services, database, settings)
    const held = () =>
      holdAfterStandstill(services, { afterMinutes: settings.HOLD_AFTER, checkpoints: settings.AUDIT_CHECKPOINTS })
    const standstill = await held()
    await heartbeat.start({
      afterMs: settings.HOLD_AFTER * 60_000,
      hold: async () => {
        const why = await held()
        if (why) await leaveRepeatsToOperators(services, why)
      },
    })
    const shared = alone ? null : await shareBudget(services, telnyx.limiter)
    const checkpoints = startCheckpoints(services, settings.AUDIT_CHECKPOINTS)
    await checkpoints.begin()
    await resealSecrets(services)
    serveCommandLine(database, services)
    await checkManager(services)
    await createDemoOperators(services)
    const token = await issueSetupToken(services)
    if (token) announceSetup(`${settings.APP_URL}/setup?token=${token}`)
    await recoverInterrupted(services, alone)
    if (standstill) await leaveRepeatsToOperators(services, standstill)
    const jobs = await startJobs(services, { alone })
    const counts = startRecordingCounts(services)
    const sizes = startNotingSizes(services)
    const sync = startSync(services, createUpkeep(services), { alone, inventHistory: settings.DEMO_HISTORY })
    const retention = startRetention(services, retentionOf(settings))
    return {
      services,
      endWork: () => Promise.all([sync.stop(), jobs.stop(), counts.stop(), sizes.stop(), retention.stop()]),
      close: async () => {
        for (const end of [
          () => listener?.close(),
          heartbeat.stop,
          checkpoints.stop,
          () => shared?.stop(),
          database.close,
        ]) {
          await Promise.resolve(end()).catch(error => log.warn({ err: error }, 'an error while stopping'))
        }
      },
    }
  } catch (error) {
    await database.close().catch(() => {})
    throw error
  }
}

/** Null = METRICS_PORT is not set. Counters are incremented anyway, because they cost next to nothing. */
async function startMetrics(services: Services, database: OpenDatabase, settings: Env) {
  const { METRICS_PORT: port, METRICS_HOST: host, CONSOLE_BUILD: build = null } = settings
  if (port === undefined) return null
  measureRuntime()
  const groups = metricGroups({ services, database, folder: embeddedFolder(settings), build })
  const { log } = services
  return serveMetrics({ port, host, log, scrape: createCollection(groups, { log }) })
}

/** Commands of the command line that need the database which this process has open. */
function serveCommandLine(database: OpenDatabase, services: Services): void {
  database.answer?.('verify', async asked => JSON.stringify(await verifyRecord(services, JSON.parse(asked || '[]'))))
  database.answer?.('archive', asked => {
    const { before, to, remove, isDryRun } = JSON.parse(asked)
    return answerCommandLine(
      remove ? removeArchived(services, remove, isDryRun) : makeArchive(services, to, new Date(before)),
    )
  })
  database.answer?.('reset-owner', email => answerCommandLine(resetOwner(services, email)))
  database.answer?.('backup', to => answerCommandLine(backUp(database, to)))
  database.answer?.('retention', asked => {
    const { isDryRun, days } = JSON.parse(asked) as { isDryRun: boolean; days: RetentionDays }
    return answerCommandLine(isDryRun ? countOld(services.db, days, services.now()) : removeOld(services, days))
  })
  database.answer?.('rebuild-search', async () => JSON.stringify(await rebuildSearch(services)))
}

/** Failures whose text is for people. */
const told = [AppError, ArchiveError, BackupError, RecordBrokenError]

/** Errors are returned as text for people: the command line prints them. */
async function answerCommandLine(work: Promise<unknown>): Promise<string> {
  const answer = await work.catch(error => {
    if (told.some(kind => error instanceof kind)) return { problem: error.message }
    processLog().error({ err: error }, 'a command from the command line failed')
    return { problem: 'The running console could not run this command. Its log has the cause.' }
  })
  return JSON.stringify(answer)
}

/** Written straight to the terminal, never to the log: logs are kept and shipped, and this link makes an owner. */
function announceSetup(link: string): void {
  tellTerminal(
    `\nThis console has no operator yet. Open this link within a day to set up its first owner. It works once:\n\n  ${link}\n\n`,
  )
}

const expected = [
  EnvError,
  BindingError,
  CheckpointError,
  DatabaseOpenError,
  DatabaseRoleError,
  FolderInUseError,
  MetricsListenError,
  OpenFolderError,
  RecordBrokenError,
]

/** Called by instrumentation.ts. A failed start ends the process: left running, it would answer 500 to everything. */
export async function start(): Promise<void> {
  try {
    const settings = env()
    guardOutput(secretsOf(settings))
    checkDurability(settings)
    openRequestGuard({
      appUrl: settings.APP_URL,
      trustedProxies: settings.TRUSTED_PROXIES,
      upgrades: process.env.NODE_ENV === 'development',
      log: processLog,
      build: settings.CONSOLE_BUILD,
      ...(process.env.NODE_ENV === 'production' && { files: openBuiltFiles(process.env.NEXT_DIST_DIR ?? '.next') }),
      // Loaded when it is first needed: next-auth reads its address from the environment, which boot sets.
      bearsSession: async cookies => (await import('./web/auth')).bearsSession(cookies),
    })
    store.consoleBoot ??= boot()
    const services = store.consoleBoot.then(booted => booted.services)
    provideServices(services)
    await services
    if (settings.CONSOLE_MODE === 'real') process.stdout.write(`Ready: ${settings.APP_URL}\n`)
  } catch (error) {
    const known = error instanceof Error && expected.some(kind => error instanceof kind)
    process.stderr.write(
      `\n${known ? error.message : `The console could not start: ${error instanceof Error ? error.message : 'unknown failure'}`}\n\n`,
    )
    process.exit(1)
  }
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    // A terminal sends the signal twice: the second must not interrupt the stop.
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void stop().finally(() => process.exit(0))
    })
  }
}

/** Called by instrumentation.ts for errors that Next caught. The address is logged without its query. */
export function logRequestError(error: unknown, about: { path: string; method: string; route: string }): void {
  processLog().error({ err: error, ...about, path: about.path.split('?')[0] }, 'a request failed')
}

/** Time limits of a stop: for work in flight, then for the database. Supervisors usually kill after ten seconds. */
const workEndsWithinMs = 6_000
const closesWithinMs = 3_000

/** Ends in time, whatever Telnyx and the database do: a call in flight is settled later, as after a crash. */
async function stop(): Promise<void> {
  const booted = await store.consoleBoot?.catch(() => null)
  const work = Promise.all([closeRequestGuard(workEndsWithinMs), booted?.endWork()]).then(remoteCallsEnded)
  if (!(await endsWithin(workEndsWithinMs, work))) {
    processLog().warn('stopped with calls in flight: their outcomes are looked up at the next start')
  }
  if (booted) await endsWithin(closesWithinMs, booted.close())
}

function endsWithin(ms: number, work: Promise<unknown>): Promise<boolean> {
  const ended = work.then(
    () => true,
    error => {
      processLog().warn({ err: error }, 'an error while stopping')
      return true
    },
  )
  return orLate(ended, ms, false)
}
