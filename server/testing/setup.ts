import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { openRecord } from '@/server/audit/seal'
import { openDatabase } from '@/server/platform/db/client'
import { bundleScripts } from './bundle-scripts'
import { createDatabase } from './postgres'
import { testChain } from './seal'

declare module 'vitest' {
  interface ProvidedContext {
    /** The template database of every test file; null = the embedded one is tested. */
    postgresTemplate: string | null
    /** Where test files leave the audit rows they wrote. Null unless all run, for which `npm test` sets TEST_WHOLE. */
    recordedActions: string | null
    /** The folder of the bundled scripts that tests start as processes (`scriptArgs`). */
    scripts: string
  }
}

/** Once before a run, for all of its projects. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
  const template = server ? await prepareTemplate(server) : null
  project.provide('postgresTemplate', template?.name ?? null)
  const folder = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-recorded-'))
  project.provide('recordedActions', process.env.TEST_WHOLE ? path.join(folder, 'actions') : null)
  const scripts = await bundleScripts()
  project.provide('scripts', scripts.folder)
  return async () => {
    scripts.remove()
    rmSync(folder, { recursive: true, force: true })
    await template?.drop()
  }
}

/** On PostgreSQL every test file's database is a copy of one that is migrated once, with its audit started. */
async function prepareTemplate(server: string): Promise<{ name: string; drop(): Promise<void> }> {
  const name = `template_${randomBytes(8).toString('hex')}`
  const { url, drop } = await createDatabase(server, name)
  const opened = await openDatabase({ databaseUrl: url, dataDir: '' })
  await openRecord(opened.db, testChain)
  await opened.close()
  return { name, drop }
}
