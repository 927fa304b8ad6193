import 'server-only'
import { toCsv } from '@/lib/csv'
import { AppError } from '@/lib/errors'
import type { OrganizationUser } from '@/lib/managed-account'
import type { ReportFormat } from '@/lib/organization'
import { recordEvent } from '../audit/record'
import type { Ctx, OperatorActor } from '../context'
import { askTelnyx } from './ask'

type Report = { body: string; type: string; name: string }

/** Telnyx's groups report as a file, made anew by Telnyx. On record before it is answered. Throws AppError. */
export async function downloadReport(ctx: Ctx<OperatorActor>, format: ReportFormat): Promise<Response> {
  const entry = { action: 'organization_report.download', detail: { format } } as const
  const report = await makeReport(ctx, format).catch(async error => {
    if (error instanceof AppError)
      await recordEvent(ctx.db, ctx, { ...entry, outcome: 'failed', problem: error.problem })
    throw error
  })
  await recordEvent(ctx.db, ctx, { ...entry, outcome: 'succeeded' })
  return new Response(report.body, {
    headers: {
      'content-type': report.type,
      'content-disposition': `attachment; filename="${report.name}"`,
      'cache-control': 'private, no-store',
    },
  })
}

async function makeReport(ctx: Ctx, format: ReportFormat): Promise<Report> {
  const day = ctx.now().toISOString().slice(0, 10)
  if (format === 'telnyx-csv') {
    const body = await askTelnyx(() => ctx.telnyx.organization.groupsReportCsv({ lane: 'click' }))
    return { body, type: 'text/csv; charset=utf-8', name: `telnyx-groups-report-${day}.csv` }
  }
  const users = await askTelnyx(() => ctx.telnyx.organization.groupsReport({ lane: 'click' }))
  if (format === 'json') {
    const body = `${JSON.stringify({ data: users.map(inTelnyxNames) }, null, 2)}\n`
    return { body, type: 'application/json; charset=utf-8', name: `telnyx-groups-report-${day}.json` }
  }
  // The mark tells spreadsheets that this is UTF-8; without it they garble every name that is not ASCII.
  return { body: `\ufeff${reportCsv(users)}`, type: 'text/csv; charset=utf-8', name: `organization-users-${day}.csv` }
}

/** The edge keeps only known fields, under our names: here they get Telnyx's back. */
function inTelnyxNames(user: OrganizationUser) {
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

const header = ['id', 'email', 'status', 'owner', 'bypasses_sso', 'created_at', 'last_sign_in_at', 'groups']

/** Telnyx's own CSV lacks the owner and the SSO bypass; this one has every fact. Empty = not said. */
export function reportCsv(users: readonly OrganizationUser[]): string {
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
    ]),
  )
}
