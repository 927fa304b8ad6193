import { randomBytes } from 'node:crypto'
import type { TestProject } from 'vitest/node'
import { openRecord } from '@/server/audit/seal'
import { openDatabase } from '@/server/db/client'
import { administer } from './postgres'
import { testChain } from './seal'

declare module 'vitest' {
  interface ProvidedContext {
    /** Null = the embedded database is tested. */
    postgresTemplate: string | null
  }
}

/** On PostgreSQL every test file's database is a copy of one that is migrated once, its record begun. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const server = process.env.TEST_DATABASE_URL
  project.provide('postgresTemplate', null)
  if (!server) return undefined
  const name = `template_${randomBytes(8).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const opened = await openDatabase({ databaseUrl: url.href, dataDir: '' })
  await openRecord(opened.db, testChain)
  await opened.close()
  project.provide('postgresTemplate', name)
  return () => administer(server, `drop database ${name}`)
}
