import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/**
 * One folder for everything a run leaves behind: databases, logs, recorded answers, the secrets to search them for.
 * The configuration makes it in the first process; workers inherit its name by the environment.
 */
export function runFolder(): string {
  process.env.E2E_RUN_DIR ??= mkdtempSync(path.join(os.tmpdir(), 'reseller-console-e2e-'))
  return process.env.E2E_RUN_DIR
}

/** The kinds of evidence that the canary searches, each in a separate folder. */
export const evidence = ['answers', 'logs', 'data', 'storage', 'tables'] as const
export type Evidence = (typeof evidence)[number]

/**
 * `secrets`: what to search for. `reveals`: those that people asked to see. `shown`: what was shown once to whom it belongs, and is
 * kept nowhere. `open`: workers whose console still runs, so whose evidence is not complete.
 */
export function evidenceFolder(kind: Evidence | 'secrets' | 'reveals' | 'shown' | 'open'): string {
  const folder = path.join(runFolder(), kind)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A link, a factor's secret, a recovery code: an answer gives it out once, and no log, database, file or browser storage may hold it. */
export function noteShown(...values: string[]): void {
  writeFileSync(path.join(evidenceFolder('shown'), `${randomUUID()}.json`), JSON.stringify(values))
}
