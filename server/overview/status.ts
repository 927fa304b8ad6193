import 'server-only'
import type { ConsoleStatus } from '@/lib/console-status'
import { growthOf } from '@/lib/console-status'
import packageFile from '@/package.json'
import { readHead } from '../audit/append'
import type { Ctx } from '../context'
import { syncState } from '../mirror/state'
import { embeddedFolder, env } from '../platform/env'
import { databaseSize, freeBytes, readSizes, tableSizes } from './database-size'
import { jobCounts, openCommandCounts } from './open-work'

export const { version } = packageFile

const largest = 8

/** @param folder of the embedded database; null = PostgreSQL */
export async function readStatus(
  ctx: Ctx,
  { folder, build }: { folder: string | null; build: string | null },
): Promise<ConsoleStatus> {
  const [size, tables, sizes, diskFreeBytes, sync, commands, jobs, head] = await Promise.all([
    databaseSize(ctx.db),
    tableSizes(ctx.db),
    readSizes(ctx.db),
    folder === null ? null : freeBytes(folder),
    syncState(ctx),
    openCommandCounts(ctx),
    jobCounts(ctx),
    readHead(ctx.db),
  ])
  const { checkpoints, verified } = ctx.auditChain
  return {
    process: {
      version,
      build,
      node: process.versions.node,
      // The process's own clock, whatever the console's clock says in a test.
      startedAt: new Date(Date.now() - process.uptime() * 1_000).toISOString(),
      memoryBytes: process.memoryUsage.rss(),
    },
    database: {
      engine: `PostgreSQL ${size.version}`,
      embedded: folder !== null,
      bytes: size.bytes,
      tables: tables.slice(0, largest),
      diskFreeBytes,
      growth: growthOf(sizes),
    },
    sync: { asOf: sync.asOf, running: sync.running },
    work: {
      unknown: commands.byState.get('unknown') ?? 0,
      oldestUnknownAt: commands.oldestUnknownAt?.toISOString() ?? null,
      jobsRunning: jobs.byState.get('running') ?? 0,
      jobsPaused: jobs.byState.get('paused') ?? 0,
    },
    audit: {
      rows: head?.rows ?? null,
      checkpoints: checkpoints && {
        coveredAt: checkpoints.coveredAt?.toISOString() ?? null,
        failed: checkpoints.problem !== null,
      },
      verified: verified && { at: verified.at, ok: verified.ok, checkpoint: verified.checkpoints?.last?.at ?? null },
    },
  }
}

/** Of the process that answers. */
export function readOwnStatus(ctx: Ctx): Promise<ConsoleStatus> {
  return readStatus(ctx, { folder: embeddedFolder(), build: env().CONSOLE_BUILD ?? null })
}
