import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditEntry, type AuditFilter, loadAuditSearch } from '@/lib/audit'
import { auditExportHref, auditHeader } from '@/lib/audit-export'
import type { Ctx, OperatorActor } from '@/server/context'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { readHead } from './append'
import { exportAudit } from './export'
import { listActors, listAudit } from './list'
import { recordEvent } from './record'

let console_: TestConsole
let manager: Ctx<OperatorActor>
let support: Ctx<OperatorActor>

const hostile = 'Acme\r\n9,2026-01-01,,Disable managed account,Done\u2028{"id":9}\u0085x\u202etxt.exe\u200b\0'
const many = 600

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { accounts: 0 } })
  manager = await console_.as('manager')
  support = await console_.as('support')
  console_.clock.now = new Date('2026-03-01T12:00:00.000Z')
  await note(manager, '=HYPERLINK("http://evil.example")', hostile)
  console_.clock.now = new Date('2026-03-02T23:59:59.999Z')
  await note(support, 'Plain', 'Called back')
  console_.clock.now = new Date('2026-03-03T00:00:00.000Z')
  await console_.services.db.transaction(async tx => {
    for (let n = 0; n < many; n += 1) {
      await recordEvent(tx, manager, { action: 'sync.request', reason: `number ${n}`, outcome: 'succeeded' })
    }
  })
})
afterAll(() => console_.close())

const note = (ctx: Ctx<OperatorActor>, label: string, reason: string) =>
  recordEvent(ctx.db, ctx, {
    action: 'account.note',
    target: { kind: 'account', id: 'a1', label },
    reason,
    detail: { text: hostile },
    outcome: 'succeeded',
  })

const filterOf = (patch: Partial<AuditFilter>): AuditFilter => ({ ...loadAuditSearch({}), ...patch })

async function csv(ctx: Ctx<OperatorActor>, patch: Partial<AuditFilter> = {}): Promise<string> {
  return (await exportAudit(ctx, { format: 'csv', filter: filterOf(patch) })).text()
}

async function jsonl(ctx: Ctx<OperatorActor>, patch: Partial<AuditFilter> = {}): Promise<AuditEntry[]> {
  const text = await (await exportAudit(ctx, { format: 'jsonl', filter: filterOf(patch) })).text()
  return text
    .trimEnd()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as AuditEntry)
}

describe('an exported audit', () => {
  it('has every entry that the filters match, once, newest first, with its hash', async () => {
    const entries = await jsonl(manager, { action: ['sync.request'] })
    expect(entries).toHaveLength(many)
    expect(entries.map(entry => entry.reason)).toEqual(Array.from({ length: many }, (_, n) => `number ${many - 1 - n}`))
    const listed = await listAudit(manager, { ...loadAuditSearch({}), action: ['sync.request'] })
    expect(entries[0]).toEqual(listed.rows[0])
    expect(entries[0]?.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('[4.5] gets no additional line and no formula from hostile text', async () => {
    const text = await csv(manager, { action: ['account.note'] })
    // Every kind of line end, also for readers that know nothing of quotes.
    expect(text.trimEnd().split(/\r\n|[\p{Cc}\p{Zl}\p{Zp}]/u)).toHaveLength(3)
    const [header, , line = []] = readCsv(text)
    expect(header).toEqual(auditHeader)
    expect(line[auditHeader.indexOf('Target')]).toBe(`'=HYPERLINK("http://evil.example")`)
    expect(line[auditHeader.indexOf('Reason')]).toBe(
      'Acme\\r\\n9,2026-01-01,,Disable managed account,Done\\u2028{"id":9}\\u0085x\\u202etxt.exe\\u200b\ufffd',
    )
    const raw = await (
      await exportAudit(manager, { format: 'jsonl', filter: filterOf({ action: ['account.note'] }) })
    ).text()
    expect(raw.trimEnd().split(/[\p{Cc}\p{Zl}\p{Zp}]/u)).toHaveLength(2)
    expect(raw).not.toMatch(/[\u202e\u200b]/)
    expect((await jsonl(manager, { action: ['account.note'] }))[1]?.reason).toBe(hostile.replace('\0', '\ufffd'))
  })

  it('has only the operator’s own actions if they may see no others', async () => {
    expect((await jsonl(support, { action: ['account.note'] })).map(entry => entry.actorId)).toEqual([support.actor.id])
    expect(await jsonl(support, { operator: [manager.actor.id] })).toEqual([])
  })

  it('is recorded before its first line, with its filters and number of entries, and at its end', async () => {
    const before = (await readHead(manager.db))?.lastId ?? 0
    const response = await exportAudit(manager, {
      format: 'jsonl',
      filter: filterOf({ from: '2026-03-02', to: '2026-03-02' }),
    })
    const entry = async () =>
      (await listAudit(manager, { ...loadAuditSearch({}), action: ['audit.export'] })).rows.find(row => row.id > before)
    expect(await entry()).toMatchObject({
      outcome: null,
      actorId: manager.actor.id,
      targetLabel: 'audit-2026-03-03-0000.jsonl',
      detail: { scope: 'All entries: From 2026-03-02 · To 2026-03-02', rows: 1, format: 'jsonl' },
    })
    // Entries added during the export are not in it.
    await note(manager, 'Later', 'later')
    expect(JSON.parse(await response.text())).toMatchObject({ targetLabel: 'Plain' })
    expect(await entry()).toMatchObject({ outcome: 'succeeded' })
  })

  it('is recorded as interrupted at the entry where it ended', async () => {
    const response = await exportAudit(manager, { format: 'csv', filter: filterOf({ action: ['sync.request'] }) })
    const reader = response.body?.getReader()
    await reader?.read()
    await reader?.read()
    await reader?.cancel()
    const [last] = (await listAudit(manager, { ...loadAuditSearch({}), action: ['audit.export'] })).rows
    expect(last).toMatchObject({
      outcome: 'failed',
      problem: { message: 'The download was interrupted after 250 of 600 entries.' },
    })
  })

  it('has the filters of the screen, and no page', () => {
    const filter = filterOf({ q: 'a&b', action: ['account.note'], operator: ['x', 'y'], from: '2026-03-02' })
    const address = new URL(auditExportHref('csv', filter), 'https://console.test')
    expect(address.searchParams.get('format')).toBe('csv')
    expect(loadAuditSearch(address.searchParams)).toEqual({ ...loadAuditSearch({}), ...filter })
  })
})

describe('filters', () => {
  const reasons = async (patch: Partial<AuditFilter>) =>
    (await listAudit(manager, { ...loadAuditSearch({}), action: ['account.note'], ...patch })).rows.map(row => row.at)

  it('by day include both ends, in UTC', async () => {
    expect(await reasons({ from: '2026-03-01', to: '2026-03-01' })).toEqual(['2026-03-01T12:00:00.000Z'])
    expect(await reasons({ to: '2026-03-02' })).toEqual(['2026-03-02T23:59:59.999Z', '2026-03-01T12:00:00.000Z'])
    expect(await reasons({ from: '2026-03-04' })).toEqual([])
  })

  it('by operator match everything one person did', async () => {
    const { rows } = await listAudit(manager, { ...loadAuditSearch({}), operator: [support.actor.id] })
    expect(rows.map(row => row.actorId)).toEqual(rows.map(() => support.actor.id))
    expect(rows.length).toBeGreaterThan(0)
  })

  it('offer operators only to roles that may see all actions', async () => {
    expect((await listActors(manager)).map(one => one.id)).toContain(support.actor.id)
    expect(await listActors(support)).toEqual([])
  })
})
