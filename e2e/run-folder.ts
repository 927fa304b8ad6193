import { mkdirSync, mkdtempSync } from 'node:fs'
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

/** The kinds of evidence the canary searches; each is a folder of its own. */
export const evidence = ['answers', 'logs', 'data', 'storage', 'tables'] as const
export type Evidence = (typeof evidence)[number]

/**
 * `secrets`: what to search for. `reveals`: those that people asked to see. `open`: workers whose console still runs, so whose evidence
 * is not complete.
 */
export function evidenceFolder(kind: Evidence | 'secrets' | 'reveals' | 'open'): string {
  const folder = path.join(runFolder(), kind)
  mkdirSync(folder, { recursive: true })
  return folder
}
