import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadAccountSearch } from '@/lib/account-search'
import { isChanged } from '@/lib/reviews'
import { searchOf } from '@/lib/views'
import { addAccountNote } from '@/server/accounts/commands/notes'
import { disableAccount } from '@/server/accounts/commands/status'
import { runThrough } from '@/server/accounts/import/testing/imports'
import { openCreates } from '@/server/accounts/open-creates'
import { countSearch, listAccounts } from '@/server/accounts/queries'
import { verifyRecord } from '@/server/audit/verify'
import { readBillingTotals } from '@/server/billing/queries'
import { decideApproval, listApprovals } from '@/server/commands/approvals/approvals'
import { execute } from '@/server/commands/define'
import { resumeJob } from '@/server/commands/jobs/control'
import { startApproved } from '@/server/commands/jobs/start'
import { itemsOf } from '@/server/commands/jobs/testing/bulk'
import { settleCommand } from '@/server/commands/settle-by-person'
import { bindDatabase, checkManager } from '@/server/mirror/binding'
import { totalsAsOf } from '@/server/mirror/history/as-of'
import { sweep } from '@/server/mirror/sweep'
import { signInByIdentity } from '@/server/operators/identities'
import { findLink } from '@/server/operators/links'
import { askForPasskey } from '@/server/operators/passkeys'
import { signInByPasskey, signInByPassword } from '@/server/operators/sign-in'
import { readOverview } from '@/server/overview/queries'
import { accountNotes, commands, rollupReviews } from '@/server/platform/db/schema'
import { migrationsFolder } from '@/server/platform/db/schema-version'
import { decideItem } from '@/server/reviews/decide'
import { downloadEvidence } from '@/server/reviews/evidence'
import { readDesk } from '@/server/reviews/rounds'
import { listViews } from '@/server/views/queries'
import { ended, mirrorOf } from '../accounts'
import { actingFor, codeOf, enterByCode, from, inSession, stranger } from '../operators'
import { assertion } from '../passkey'
import { fixtureNames, upgradedConsole } from './fixture'
import { currentItems, shown } from './shown'

// A database of each release, upgraded by today's migrations: nothing in it is lost, and the product works on it.

describe.each(fixtureNames())('a database left by migration %s', name => {
  let console_: Awaited<ReturnType<typeof upgradedConsole>>
  let folder: string
  beforeAll(async () => {
    console_ = await upgradedConsole(name)
    folder = mkdtempSync(path.join(os.tmpdir(), 'reseller-console-upgrade-'))
    const file = path.join(folder, 'checkpoints.jsonl')
    writeFileSync(file, console_.fixture.checkpoints.map(line => `${JSON.stringify(line)}\n`).join(''))
    console_.services.auditChain.checkpoints = { file, problem: null }
    await bindDatabase(console_.services)
    await checkManager(console_.services)
  })
  afterAll(async () => {
    await console_.close()
    rmSync(folder, { recursive: true })
  })

  const operator = (who: string) => {
    const found = console_.fixture.operators[who]
    if (!found) throw new Error(`the fixture has no ${who}`)
    return found
  }
  const as = (who: string) => actingFor(console_, operator(who).id)
  const jobIn = (state: string) => {
    const found = Object.entries(console_.fixture.shown.jobs).find(([, job]) => job.state === state)
    if (!found) throw new Error(`the fixture has no ${state} job`)
    return found[0]
  }
  it('has had every migration, none of which was changed since', async () => {
    const { rows } = (await console_.services.db.execute(
      sql`select hash from drizzle.__drizzle_migrations order by id`,
    )) as unknown as { rows: { hash: string }[] }
    expect(rows.map(row => row.hash)).toEqual(readMigrationFiles({ migrationsFolder }).map(one => one.hash))
  })

  it('holds no key of a managed account, no password and no code', () => {
    const { fixture, sandbox } = console_
    const people = Object.values(fixture.operators)
    const secrets = [
      ...sandbox.secrets(),
      ...Object.values(fixture.keys),
      ...people.flatMap(({ password, totpSecret, recoveryCodes }) => [password, totpSecret, ...recoveryCodes]),
      fixture.invitation,
      'a password nobody keeps',
    ].filter(secret => secret !== null)
    expect(secrets.length).toBeGreaterThan(2 * fixture.telnyx.accounts)
    expect(secrets.filter(secret => fixture.sql.includes(secret))).toEqual([])
    expect(`${fixture.sql}${JSON.stringify(fixture)}`).not.toMatch(/KEY0[0-9A-F]{16}|"api_(key|token)"/)
  })

  it('shows the same figures as before', async () => {
    expect(await shown(await as('owner'))).toEqual(console_.fixture.shown)
  })

  it('starts its history with the balances that it knows', async () => {
    const ctx = await as('owner')
    const { own, rollup, notKnown } = await totalsAsOf(ctx.db, new Date(ctx.now().getTime() + 1))
    const now = await readBillingTotals(ctx)
    expect(own.totals).toEqual(now.own.totals)
    expect(own.totals).not.toEqual([])
    expect(own.accounts + rollup + notKnown).toBe(now.own.accounts + now.rollup + now.untold)
  })

  // Reviews became rounds with 0014.
  it.runIf(name < '0014')('has its reviews in an open round, with verdict, note, reviewer and time', async () => {
    const { services } = console_
    const { round } = await readDesk(await as('finance'), { desk: 'billing', round: null })
    expect(round).toMatchObject({ name: 'Reviews before rounds', kind: 'rollup', state: 'open', mayDecide: true })
    const kept = await services.db.select().from(rollupReviews)
    const newest = new Map(
      kept.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime()).map(one => [one.accountId, one]),
    )
    const decided = (await currentItems(await as('finance'))).filter(item => item.verdict !== 'open')
    expect(decided.length).toBe(newest.size)
    for (const item of decided) {
      const { verdict, note, operatorName, createdAt, flag } = newest.get(item.subjectId) ?? {}
      expect(item).toMatchObject({ verdict, note, decidedBy: operatorName, decidedAt: createdAt?.toISOString() })
      expect(item.decidedValue).toBe(flag ? 'yes' : 'no')
    }
  })

  it('has its audit unchanged, also by its checkpoints', async () => {
    const report = await verifyRecord(console_.services)
    expect(report).toMatchObject({ ok: true, finding: null, rows: console_.fixture.shown.recorded, warnings: [] })
    expect(report.checkpoints?.count).toBe(console_.fixture.checkpoints.length)
  })

  it.skipIf(name < '0014')('gives the evidence of a signed-off round that its record knows', async () => {
    const finance = await as('finance')
    const { rounds, round } = await readDesk(finance, { desk: 'billing', round: null })
    expect(round).toMatchObject({ name: 'Rollup flags, November', state: 'open', mayDecide: true })
    const signed = rounds.find(one => one.state === 'signed_off')
    // Refused where any stored decision differs from the sign-off.
    const answer = await downloadEvidence(finance, { roundId: signed?.id ?? '', format: 'json' })
    const { decisions, end } = JSON.parse(await answer.text())
    expect(end).toMatchObject({ count: decisions.length, approved: decisions.length, open: 0 })
    expect(decisions.length).toBeGreaterThan(console_.fixture.telnyx.accounts / 2)
  })

  it('lets all operators sign in their own way, except those who no longer may', async () => {
    const { services, fixture } = console_
    const { id, email, password, totpSecret, recoveryCodes, passkey } = operator('owner')
    for (const code of [codeOf(console_, totpSecret ?? ''), recoveryCodes[0] ?? '']) {
      const first = await signInByPassword(stranger(console_), { email, password }, from())
      expect((await inSession(console_, await enterByCode(console_, first, code))).actor.id).toBe(id)
    }
    if (!passkey) throw new Error('the owner has no passkey')
    const request = await askForPasskey(services, null)
    const credential = assertion(passkey, request, services.settings.appUrl, 1)
    const byPasskey = await signInByPasskey(stranger(console_), { ticket: request.ticket, credential }, from())
    expect((await inSession(console_, byPasskey)).actor.id).toBe(id)
    const { issuer, subject } = fixture.identity
    const about = { issuer, groupClaim: 'groups', groupRoles: [], invitation: null }
    const elsewhere = await signInByIdentity(stranger(console_), { sub: subject }, about, from())
    expect((await inSession(console_, elsewhere)).actor.id).toBe(operator('finance').id)
    expect((await signInByPassword(stranger(console_), operator('gone'), from())).kind).toBe('refused')
    expect(await findLink(services, fixture.invitation)).toMatchObject({ purpose: 'join', role: 'support' })
  })

  it('finds no change in a sweep of the same accounts, except the one that was not confirmed yet', async () => {
    expect(await sweep(console_.services, 'interval')).toMatchObject({
      state: 'succeeded',
      counts: { all: console_.sandbox.accounts().length },
    })
    const { drifted } = await readOverview(await as('owner'))
    expect(drifted).toBe(console_.fixture.shown.drifted + 1)
  })

  it('ends every job that was crashed, in its grace, paused or approved, and sends each call once', async () => {
    const { services, sandbox } = console_
    const approvedJob = randomUUID()
    const approved = (await listApprovals(await as('manager'))).find(row => row.state === 'approved')
    await execute(startApproved, await as('manager'), { id: approvedJob, approvalId: approved?.id })
    await execute(resumeJob, await as('manager'), { jobId: jobIn('paused') })
    sandbox.clearCalls()
    for (const jobId of [jobIn('running'), jobIn('waiting'), jobIn('paused'), approvedJob]) {
      await runThrough(console_, jobId)
      const items = await itemsOf(services, jobId)
      expect([...new Set(items.map(item => item.state))]).toEqual(['succeeded'])
    }
    for (const { accountId } of await itemsOf(services, jobIn('running')))
      expect(sandbox.account(accountId ?? '')?.status).toBe('disabled')
    const sent = sandbox.calls().filter(({ method }) => method !== 'GET')
    expect(new Set(sent.map(call => call.path)).size).toBe(sent.length)
    // Only its grace kept this one from being sent.
    const scheduled = sql`${commands.input} ->> 'note' = 'Still to be sent'`
    const states = await services.db.select({ state: commands.state }).from(commands).where(scheduled)
    expect(states).toEqual([{ state: 'succeeded' }])
  })

  it('has settled its creates, and shows the one that needs manual review', async () => {
    const ctx = await as('manager')
    const [left, ...others] = await openCreates(ctx)
    expect([left?.name, left?.command.needsPerson, others]).toEqual(['Never Arrived Nurseries', true, []])
    for (const email of ['desk@being-looked-up.example', 'desk@on-its-way.example']) {
      const search = loadAccountSearch(new URLSearchParams({ q: email }))
      expect((await listAccounts(ctx, search)).rows.map(row => row.email)).toEqual([email])
      expect(console_.sandbox.accounts().filter(account => account.email === email)).toHaveLength(1)
    }
    await execute(settleCommand, ctx, { commandId: left?.command.id, done: false, note: 'Looked in the portal' })
    expect(await openCreates(ctx)).toEqual([])
  })

  it('accepts a note, a disable, a review and a decision, and opens a view', async () => {
    const support = await as('support')
    const { rows } = await listAccounts(support, loadAccountSearch(new URLSearchParams('status=enabled&sort=created')))
    const account = rows.find(row => row.protectedReason === null && row.pending === null)
    const accountId = account?.id ?? ''
    await execute(addAccountNote, support, { accountId, text: 'After the upgrade' })
    const notes = await console_.services.db.select().from(accountNotes).where(eq(accountNotes.accountId, accountId))
    expect(notes.at(-1)?.text).toBe('After the upgrade')
    const why = { reason: 'unpaid', note: '', ticket: '', reviewOn: '', emergencyConfirmed: true, now: true }
    await ended(console_, execute(disableAccount, support, { accountId, ...why }))
    expect(console_.sandbox.account(accountId)?.status).toBe('disabled')
    expect(await mirrorOf(console_, accountId)).toMatchObject({ status: 'disabled', disabledBy: 'Sam Ferreira' })

    const finance = await as('finance')
    const [changed] = (await currentItems(finance)).filter(item => item.verdict !== 'open' && isChanged(item))
    if (!changed) throw new Error('no flag has changed')
    const seen = { verdict: changed.verdict, decidedAt: changed.decidedAt, value: changed.now }
    const { roundId, subjectId } = changed
    await execute(decideItem, finance, { roundId, subjectId, verdict: 'approved', note: 'By phone', seen })
    expect((await currentItems(finance)).filter(item => item.verdict !== 'open' && isChanged(item))).toEqual([])

    const second = await as('second')
    const open = (await listApprovals(second)).find(row => row.state === 'open')
    await execute(decideApproval, second, { id: open?.id, digest: open?.digest, verdict: 'rejected', note: 'Too many' })
    const decided = (await listApprovals(second)).find(row => row.id === open?.id)
    expect(decided).toMatchObject({ state: 'rejected', decidedByName: 'Mei Tanaka' })

    const views = await listViews(support)
    expect(views.map(view => view.name)).toEqual(['In the red', 'Overdue', 'Voice customers'])
    const [, overdue] = views
    if (!overdue) throw new Error('no view')
    expect((await countSearch(support, searchOf(overdue))).rowCount).toBe(overdue.count)
  })

  it('has an intact audit after all of this', async () => {
    const report = await verifyRecord(console_.services)
    expect(report.finding).toBeNull()
    expect(report.rows).toBeGreaterThan(console_.fixture.shown.recorded)
  })
})

it('filters a view by parts of "disabled by" with the whole names since 0012', async () => {
  const view = (name: string, search: string) => `
    insert into saved_views (id, operator_id, name, search, look, shared, created_at, updated_at)
    select gen_random_uuid(), id, '${name}', '${search}', '{}', true, now(), now() from operators order by id limit 1;`
  const console_ = await upgradedConsole(
    '0006',
    `update accounts set disabled_by = 'Léa, 100 % %2C "Desk"' where id in (select id from accounts order by id limit 1);
    ${view('Found', '?status=disabled&disabledBy=L%C3%89A%2C+1&createdFrom=2025-01-01')}
    ${view('Nobody', '?disabledBy=nobody+at+all')}`,
  )
  const views = await listViews(await actingFor(console_, Object.values(console_.fixture.operators)[0]?.id ?? ''))
  const searchNamed = (name: string) => searchOf(views.find(one => one.name === name) ?? { search: '' })
  expect(searchNamed('Found')).toMatchObject({
    status: ['disabled'],
    disabledBy: ['Léa, 100 % %2C "Desk"'],
    createdFrom: '2025-01-01',
  })
  expect(searchNamed('Nobody')).toMatchObject({ disabledBy: ['nobody at all'] })
  await console_.close()
})
