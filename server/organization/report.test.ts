import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { loadAuditSearch } from '@/lib/audit'
import { safeCell } from '@/lib/csv'
import { AppError } from '@/lib/errors'
import { reportFormats, reportNotesHeader, reportNotesOf } from '@/lib/organization'
import { listAudit } from '@/server/audit/list'
import type { Ctx, OperatorActor } from '@/server/context'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { readCsv } from '@/server/testing/read-csv'
import { downloadReport, guardedCsv, reportCsv } from './report'

let console_: TestConsole
let finance: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole()
  finance = await console_.as('finance')
})
afterAll(() => console_.close())
afterEach(() => {
  console_.sandbox.clearFaults()
  console_.sandbox.setVariants({ oddReport: false })
})

const lastDownload = async () =>
  (await listAudit(finance, { ...loadAuditSearch({}), action: ['organization_report.download'], outcome: [] })).rows[0]

it('returns Telnyx’s CSV with its own columns and rows, its formulas disarmed', async () => {
  const direct = await fetch(`${console_.sandbox.url}/organizations/users/users_groups_report`, {
    headers: { authorization: `Bearer ${console_.sandbox.key}`, accept: 'text/csv' },
  })
  const expected = await direct.text()
  expect(direct.status).toBe(200)
  const response = await downloadReport(finance, 'telnyx-csv')
  const rows = readCsv(expected.replaceAll('\n', '\r\n'))
  expect(rows.some(row => row.at(-1)?.startsWith('@on-call'))).toBe(true)
  expect(readCsv(await response.text())).toEqual(rows.map(row => row.map(safeCell)))
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="telnyx-groups-report-\d{4}-\d\d-\d\d\.csv"$/,
  )
})

it.each([
  ['id,groups\n1,=1+1\n', `id,groups\r\n1,'=1+1\r\n`],
  ['id,groups\r\n1,"a\n=1,+2"\r\n', 'id,groups\r\n1,"a\n=1,+2"\r\n'],
  ['\ufeff"id","groups"\n"1","@x, ""y"""\n', `id,groups\r\n1,"'@x, ""y"""\r\n`],
  ['id,groups\n1,5" pipe\n2,-1,more\n', `id,groups\r\n1,"5"" pipe"\r\n2,'-1,more\r\n`],
])('keeps the cells of %j and disarms those that begin like a formula', (csv, expected) => {
  expect(guardedCsv(csv)).toBe(expected)
})

it('refuses a CSV that it cannot split into cells', () => {
  expect(() => guardedCsv('id,groups\n1,"=1+1\n')).toThrow('could not be read')
})

it('returns the JSON with Telnyx’s own names and every user', async () => {
  const response = await downloadReport(finance, 'json')
  expect(await response.json()).toEqual({ data: console_.sandbox.users() })
})

it('returns a CSV with the owner and the SSO bypass, safe to open in a spreadsheet', async () => {
  const response = await downloadReport(finance, 'csv')
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [head, ...lines] = new TextDecoder().decode(bytes).trimEnd().split('\r\n')
  expect(head).toBe('id,email,status,owner,bypasses_sso,created_at,last_sign_in_at,groups,not_readable')
  expect(lines).toHaveLength(console_.sandbox.users().length)
  expect(lines.filter(line => line.split(',')[3] === 'yes')).toHaveLength(1)
})

it('has empty cells for what Telnyx did not report, and disarmed formulas', () => {
  const csv = reportCsv([
    {
      id: '7',
      email: '=cmd@example.test',
      isOwner: false,
      status: null,
      bypassesSso: null,
      createdAt: null,
      lastSignInAt: null,
      groups: [
        { id: 'a', name: '@on-call' },
        { id: 'b', name: 'Porting, E911' },
      ],
      odd: ['user_status', 'created_at'],
    },
  ])
  expect(csv.split('\r\n')[1]).toBe(`7,'=cmd@example.test,,no,,,,"'@on-call; Porting, E911",status; creation date`)
})

it('keeps every row of a report that breaks its contract, and names the faults in words', async () => {
  console_.sandbox.setVariants({ oddReport: true })
  const users = console_.sandbox.users()
  const response = await downloadReport(finance, 'csv')
  const [, ...lines] = (await response.text()).trimEnd().split('\r\n')
  expect(lines.map(line => line.split(',')[1])).toEqual(users.map(user => user.email))
  expect(lines.slice(0, 4).map(line => line.split(',').at(-1))).toEqual(['id', 'groups', 'status', ''])
  expect(lines[0]).toMatch(/^,/)
  const notes = [
    '1 user has no readable id.',
    '1 user has no readable status.',
    '1 user has no readable groups.',
    '1 entry could not be read and is missing from the file.',
  ]
  expect(reportNotesOf(response.headers.get(reportNotesHeader))).toEqual(notes)
  expect(await lastDownload()).toMatchObject({ outcome: 'succeeded', detail: { format: 'csv', notes } })
  const whole = await downloadReport(finance, 'telnyx-csv')
  expect(whole.headers.get(reportNotesHeader)).toBeNull()
})

it.each(reportFormats)('records a download of %s', async format => {
  await downloadReport(finance, format)
  expect(await lastDownload()).toMatchObject({
    detail: { format },
    outcome: 'succeeded',
    actorName: finance.actor.name,
  })
})

it.each(reportFormats)('explains why there is no %s, and records the failure', async format => {
  console_.sandbox.setFaults([
    { path: '/organizations/users/users_groups_report', times: 'always', effect: { status: 403, code: '10010' } },
  ])
  await expect(downloadReport(finance, format)).rejects.toBeInstanceOf(AppError)
  expect(await lastDownload()).toMatchObject({ detail: { format }, outcome: 'failed', problem: { code: 'upstream' } })
})
