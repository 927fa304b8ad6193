import 'server-only'
import { CsvError, parse } from 'csv-parse/sync'
import { csvLines, toCsv } from '@/lib/csv'
import { AppError } from '@/lib/errors'
import type { ReportUser } from '@/lib/managed-account'
import { type ReportFormat, reportFieldWords, reportNotes, reportNotesHeader } from '@/lib/organization'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor } from '../context'
import { askTelnyx } from '../telnyx/ask'

/** `notes` names faults in Telnyx's answer. */
type Report = { body: string; type: string; name: string; notes: string[] }

/** Telnyx's groups report, made for this request. Recorded before it is answered. Throws AppError. */
export async function downloadReport(ctx: Ctx<OperatorActor>, format: ReportFormat): Promise<Response> {
  const entry = { action: 'organization_report.download', detail: { format } } as const
  const report = await makeReport(ctx, format).catch(async error => {
    if (error instanceof AppError)
      await recordEvent(ctx.db, ctx, { ...entry, outcome: 'failed', problem: error.problem })
    throw error
  })
  const { notes } = report
  const detail = { format, ...(notes.length > 0 && { notes }) }
  await recordEvent(ctx.db, ctx, { ...entry, detail, outcome: 'succeeded' })
  return new Response(report.body, {
    headers: {
      'content-type': report.type,
      'content-disposition': `attachment; filename="${report.name}"`,
      'cache-control': 'private, no-store',
      ...(notes.length > 0 && { [reportNotesHeader]: encodeURIComponent(JSON.stringify(notes)) }),
    },
  })
}

async function makeReport(ctx: Ctx, format: ReportFormat): Promise<Report> {
  const day = ctx.now().toISOString().slice(0, 10)
  if (format === 'telnyx-csv') {
    const csv = await askTelnyx(() => ctx.telnyx.organization.groupsReportCsv({ lane: 'click' }))
    return {
      body: guardedCsv(csv),
      type: 'text/csv; charset=utf-8',
      name: `telnyx-groups-report-${day}.csv`,
      notes: [],
    }
  }
  const report = await askTelnyx(() => ctx.telnyx.organization.groupsReport({ lane: 'click' }))
  const { users } = report
  const notes = reportNotes(report)
  if (format === 'json') {
    const body = `${JSON.stringify({ data: users.map(inTelnyxNames) }, null, 2)}\n`
    return { body, type: 'application/json; charset=utf-8', name: `telnyx-groups-report-${day}.json`, notes }
  }
  // The byte order mark tells spreadsheets that this is UTF-8; without it they garble names that are not ASCII.
  const body = `\ufeff${reportCsv(users)}`
  return { body, type: 'text/csv; charset=utf-8', name: `organization-users-${day}.csv`, notes }
}

/**
 * Telnyx's rows and columns, with every cell safe to open in a spreadsheet, because group names are free text. Throws
 * AppError when the text cannot be split into cells, because it then cannot be made safe.
 */
export function guardedCsv(csv: string): string {
  try {
    const rows: string[][] = parse(csv, {
      bom: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
    return csvLines(rows)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new AppError({
      code: 'upstream',
      message: 'Telnyx’s CSV report could not be read.',
      hint: 'Download one of the other reports. They have the same users.',
    })
  }
}

/** `server/telnyx` returns only known fields, under our names: here they get Telnyx's names back. */
function inTelnyxNames(user: ReportUser) {
  return {
    id: user.id,
    record_type: user.isOwner === null ? null : user.isOwner ? 'organization_owner' : 'organization_sub_user',
    email: user.email,
    user_status: user.status,
    organization_user_bypasses_sso: user.bypassesSso,
    created_at: user.createdAt,
    last_sign_in_at: user.lastSignInAt,
    groups: user.groups,
  }
}

const yesOrNo = (value: boolean | null) => (value === null ? null : value ? 'yes' : 'no')

const header = [
  'id',
  'email',
  'status',
  'owner',
  'bypasses_sso',
  'created_at',
  'last_sign_in_at',
  'groups',
  'not_readable',
]

/** Telnyx's CSV lacks the owner and the SSO bypass. Empty = not reported; the last column names what is missing. */
export function reportCsv(users: readonly ReportUser[]): string {
  return toCsv(
    header,
    users.map(user => [
      user.id,
      user.email,
      user.status,
      yesOrNo(user.isOwner),
      yesOrNo(user.bypassesSso),
      user.createdAt,
      user.lastSignInAt,
      user.groups?.map(group => group.name).join('; ') ?? null,
      user.odd.map(field => reportFieldWords[field]).join('; '),
    ]),
  )
}
