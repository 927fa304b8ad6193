// `npm run db:fixture [-- FOLDER]`: a console works for two days and is left as after a crash; its database becomes a
// fixture. See docs/testing.md.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { acknowledgeDrift } from '@/server/accounts/commands/acknowledge-drift'
import { createAccount } from '@/server/accounts/commands/create'
import { disableAccount } from '@/server/accounts/commands/status'
import { listDrift } from '@/server/accounts/drift'
import { openCreates } from '@/server/accounts/open-creates'
import { startCheckpoints } from '@/server/audit/checkpoints'
import { execute } from '@/server/commands/define'
import { createBalanceQueue } from '@/server/mirror/balances'
import { bindDatabase } from '@/server/mirror/binding'
import { keepDay } from '@/server/mirror/history/day'
import { refreshPool } from '@/server/mirror/refresh-pool'
import { sweep } from '@/server/mirror/sweep'
import { migrationsFolder } from '@/server/platform/db/schema-version'
import { createHeartbeat } from '@/server/platform/heartbeat'
import { freshTelnyx, settleRounds } from '../accounts'
import type { TestConsole } from '../context'
import { approvalsOfADay, jobsOfADay, leaveWaiting, workersDie } from './bulk'
import { dumpRows } from './dump'
import { changesSince, type Fixture, fixtureConsole, folder } from './fixture'
import { identity, makePeople } from './people'
import { shown } from './shown'
import { Work } from './work'

const keys = {
  authSecret: 'the AUTH_SECRET of a fixture, for tests alone',
  auditKey: 'the AUDIT_KEY of a fixture, for tests alone',
}
const telnyx = { seed: 9, accounts: 220 }
const start = { now: '2026-11-21T08:00:00.000Z', keys, telnyx }

async function later(console_: TestConsole): Promise<void> {
  console_.clock.forward(3_600)
  await sweep(console_.services, 'interval')
}

/** Two sweeps see what changed at Telnyx, and some of it is acknowledged. */
async function changesOutside(work: Work, reviewed: { id: string; rollup_billing: boolean }): Promise<void> {
  const { console_, shelf } = work
  const { sandbox } = console_
  const seen = shelf.take()
  sandbox.mutate(seen.id, { status: 'blocked' })
  sandbox.mutate(shelf.take().id, { organization_name: 'Renamed By Telnyx Support' })
  sandbox.mutate(reviewed.id, { rollup_billing: !reviewed.rollup_billing })
  sandbox.removeAccount(shelf.take().id)
  await later(console_)
  await later(console_)
  const ids = (await listDrift(await work.as('manager'), seen.id)).map(change => change.id)
  await work.send(acknowledgeDrift, await work.as('manager'), { accountId: seen.id, ids, note: 'Telnyx told us' })
}

async function failedSweep(console_: TestConsole): Promise<void> {
  console_.sandbox.addFaults([{ method: 'GET', path: '/managed_accounts', times: 'always', effect: { status: 503 } }])
  await sweep({ ...console_.services, telnyx: freshTelnyx(console_) }, 'interval')
  console_.sandbox.clearFaults()
}

/** As after a crash: calls that were sent and not answered, one about to be sent, and look-ups that were due. */
async function crash(work: Work): Promise<void> {
  work.fault('POST', '', { reset: 'after' })
  const lookedUp = work.createInput('Being Looked Up', 'desk@being-looked-up.example')
  await work.send(createAccount, await work.as('manager'), lookedUp)
  await leaveWaiting(work)
  const scheduled = work.disableInput(work.shelf.take().id, { note: 'Still to be sent' })
  await execute(disableAccount, await work.as('manager'), scheduled)
  work.fault('POST', '', { hang: 'after' })
  const inFlight = work.createInput('On Its Way', 'desk@on-its-way.example')
  await execute(createAccount, await work.as('manager'), inFlight)
  await workersDie(work)
}

async function liveTwoDays(console_: TestConsole): Promise<{ work: Work; invitation: string }> {
  const { services } = console_
  await bindDatabase(services)
  // Of this process, which never says that it ends.
  await createHeartbeat(services).beat()
  const { people, invitation } = await makePeople(console_)
  const work = new Work(console_, people)
  await sweep(services, 'start')
  while ((await createBalanceQueue(services).refreshOldest(50)) > 0);
  await refreshPool(services, {})
  await keepDay(services)
  await work.switches()
  await work.settings()
  await work.words()
  await work.views()
  const reviewed = await work.reviews()
  await work.creates()
  await settleRounds(console_, 7)
  const [settled] = await openCreates(await work.as('manager'))
  if (settled) await work.settleByHand(settled.command.id)
  await changesOutside(work, reviewed)
  await failedSweep(console_)
  await jobsOfADay(work)
  await approvalsOfADay(work)
  // Only one sweep has seen this change.
  console_.sandbox.mutate(work.shelf.take().id, { status: 'disabled' })
  await later(console_)
  await crash(work)
  return { work, invitation }
}

async function make(into: string): Promise<string> {
  const name = String(readMigrationFiles({ migrationsFolder }).length - 1).padStart(4, '0')
  const file = (kind: 'sql' | 'json') => path.join(into, `${name}.${kind}`)
  // A fixture is what a release left behind: made once, and never changed.
  if (existsSync(file('sql')))
    throw new Error(`${file('sql')} is there already. Delete it first if it was never released.`)
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-fixture-'))
  const console_ = await fixtureConsole(start)
  const { services, sandbox } = console_
  const kept = path.join(temporary, 'checkpoints.jsonl')
  const checkpoints = startCheckpoints(services, kept)
  const { work, invitation } = await liveTwoDays(console_)
  await checkpoints.stop()
  const fixture: Fixture = {
    about: `A console with the migrations up to ${name}, made by npm run db:fixture. Its keys and passwords open nothing else.`,
    ...start,
    now: services.now().toISOString(),
    operators: work.people,
    identity,
    invitation,
    checkpoints: readFileSync(kept, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line)),
    telnyx: changesSince(sandbox, telnyx.seed, telnyx.accounts),
    shown: await shown(await work.as('owner')),
  }
  const sql = await dumpRows(services.db)
  writeFileSync(file('sql'), sql)
  writeFileSync(file('json'), `${JSON.stringify(fixture, null, 2)}\n`)
  rmSync(temporary, { recursive: true })
  return `${file('sql')}: ${Math.round(sql.length / 1_000)} kB`
}

console.log(await make(process.argv[2] ?? folder))
// Work in flight never ends.
process.exit(0)
