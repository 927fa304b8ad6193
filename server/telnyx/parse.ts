import 'server-only'
import * as z from 'zod'
import { jsonOrNull } from '@/lib/json'
import {
  type ChannelPool,
  type GroupsReport,
  type ManagedAccount,
  type ManagedAccountDetail,
  type OrganizationUser,
  type ReportField,
  type ReportUser,
  reportFields,
} from '@/lib/managed-account'

/*
 * Telnyx's answers in our types. Only the id is required; a missing field or one of a wrong type becomes null, and one
 * odd row never hides a page. The schemas are allow-lists: `api_key` and `api_token` are only in the one that reveals,
 * so all others drop them.
 */

export type Page<T> = {
  rows: T[]
  /** null = not in the answer */
  page: z.output<typeof metaSchema> | null
  /** Rows dropped because even their id was unusable */
  oddRows: number
}

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
// One path segment: no character that ends it, leaves it or hides in it.
const userIdShape = /^(?!\.{1,2}$)[^\s/\\?#%\p{Cc}\p{Cf}\p{Cs}]{1,128}$/u
const instantShape = /^(?!0000)(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/
const decimalShape = /^-?\d{1,15}(?:\.\d{1,10})?$/

export function isAccountId(id: unknown): id is string {
  return typeof id === 'string' && uuidShape.test(id)
}

export function isUserId(id: unknown): id is string {
  return typeof id === 'string' && userIdShape.test(id)
}

/** An instant that PostgreSQL accepts too: JavaScript alone would read 30 February as 1 March. */
function isInstant(text: string): boolean {
  const [, year, month, day] = instantShape.exec(text)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined || Number.isNaN(Date.parse(text))) return false
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

export const orNull = <S extends z.ZodType>(schema: S) => schema.nullable().catch(null)

// PostgreSQL rejects NUL: one NUL would fail the whole write of a page.
const text = orNull(z.string().transform(value => value.replaceAll('\u0000', '').slice(0, 2000)))
const flag = orNull(z.boolean())
const instant = orNull(z.string().refine(isInstant))
const decimal = orNull(z.string().regex(decimalShape))
const accountId = z.string().regex(uuidShape)
const userId = z.string().regex(userIdShape)

const accountShape = {
  id: accountId,
  email: text,
  api_user: text,
  organization_name: text,
  manager_account_id: text,
  created_at: instant,
  updated_at: instant,
  managed_account_allow_custom_pricing: flag,
  rollup_billing: flag,
}

const accountSchema = z.object(accountShape).transform(toAccount)

const balanceSchema = z
  .object({
    balance: decimal,
    credit_limit: decimal,
    available_credit: decimal,
    currency: orNull(z.string().regex(/^[A-Z]{3}$/)),
  })
  .transform(row => ({
    balance: row.balance,
    creditLimit: row.credit_limit,
    availableCredit: row.available_credit,
    currency: row.currency,
  }))

const accountDetailSchema = z
  .object({ ...accountShape, balance: orNull(balanceSchema) })
  .transform((row): ManagedAccountDetail => ({ ...toAccount(row), balance: row.balance }))

function toAccount(row: z.output<z.ZodObject<typeof accountShape>>): ManagedAccount {
  return {
    id: row.id.toLowerCase(),
    email: row.email,
    apiUser: row.api_user,
    organizationName: row.organization_name,
    managerAccountId: row.manager_account_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    allowCustomPricing: row.managed_account_allow_custom_pricing,
    rollupBilling: row.rollup_billing,
  }
}

/** What is known about a key's format: one word that a header can carry. */
const key = orNull(z.string().regex(/^[\x21-\x7e]{8,1000}$/))

/** One of the secrets, and nothing else; null when the answer has no usable value. */
const keySchema = (field: 'api_key' | 'api_token') =>
  z
    .object({ id: accountId, api_key: key, api_token: key })
    .transform(row => ({ id: row.id.toLowerCase(), value: row[field] }))

/** The database stores it as a 32-bit integer. */
const channels = z.int32().min(0)

/** The contract requires no field of it. An answer with neither says nothing about the limit. */
const channelLimitSchema = z
  .object({ id: accountId.nullish(), channel_limit: orNull(channels) })
  .refine(row => row.id != null || row.channel_limit !== null)
  .transform(row => ({ id: row.id?.toLowerCase() ?? null, channelLimit: row.channel_limit }))

const channelPoolSchema = z
  .object({ allocatable_global_outbound_channels: channels, total_global_channels_allocated: channels })
  .transform(
    (row): ChannelPool => ({
      pool: row.allocatable_global_outbound_channels,
      allocated: row.total_global_channels_allocated,
    }),
  )

const group = z.object({
  id: z.string().min(1).max(200),
  name: z.string().transform(name => name.replaceAll('\u0000', '')),
})
const groups = orNull(z.array(z.unknown()).transform(items => usable(items, group).rows))

/** Anything but Telnyx's two words is unknown. */
function ownership(recordType: string | null): boolean | null {
  if (recordType === 'organization_owner') return true
  return recordType === 'organization_sub_user' ? false : null
}

const userShape = {
  record_type: text,
  email: text,
  user_status: text,
  organization_user_bypasses_sso: flag,
  created_at: instant,
  last_sign_in_at: instant,
  groups,
}

const userSchema = z
  .object({ id: userId, ...userShape })
  .transform((row): OrganizationUser => ({ id: row.id, ...toUser(row) }))

function toUser(row: z.output<z.ZodObject<typeof userShape>>): Omit<OrganizationUser, 'id'> {
  return {
    email: row.email,
    isOwner: ownership(row.record_type),
    status: row.user_status,
    bypassesSso: row.organization_user_bypasses_sso,
    createdAt: row.created_at,
    lastSignInAt: row.last_sign_in_at,
    groups: row.groups,
  }
}

const reportRow = z.object({ id: orNull(userId), ...userShape })

/** A user with all usable fields, and the names of required fields that are missing. */
function toReportUser(row: z.output<typeof reportRow>, groupsSent: unknown): ReportUser {
  const user = { id: row.id, ...toUser(row) }
  const isOdd: Record<ReportField, boolean> = {
    id: user.id === null,
    email: user.email === null,
    record_type: user.isOwner === null,
    user_status: user.status === null,
    created_at: user.createdAt === null,
    groups: user.groups === null || (Array.isArray(groupsSent) && user.groups.length < groupsSent.length),
  }
  return { ...user, odd: reportFields.filter(field => isOdd[field]) }
}

const metaSchema = z
  .object({ page_number: z.int(), page_size: z.int(), total_pages: z.int(), total_results: z.int() })
  .transform(meta => ({
    number: meta.page_number,
    size: meta.page_size,
    totalPages: meta.total_pages,
    totalResults: meta.total_results,
  }))

function usable<T extends object>(items: readonly unknown[], schema: z.ZodType<T>): { rows: T[]; oddRows: number } {
  const rows = items.flatMap(item => schema.safeParse(item).data ?? [])
  return { rows, oddRows: items.length - rows.length }
}

/** A parser returns null for an answer that is not the requested one; it never throws and never quotes the answer. */
export type Parser<T> = (body: string) => T | null

const manySchema = z.object({ data: z.array(z.unknown()), meta: orNull(metaSchema) })
const oneSchema = z.object({ data: z.unknown() })

function pageOf<T extends object>(schema: z.ZodType<T>): Parser<Page<T>> {
  return body => {
    const many = manySchema.safeParse(jsonOrNull(body)).data
    return many ? { ...usable(many.data, schema), page: many.meta } : null
  }
}

function oneOf<T>(schema: z.ZodType<T>): Parser<T> {
  return body => {
    const one = oneSchema.safeParse(jsonOrNull(body)).data
    return one ? (schema.safeParse(one.data).data ?? null) : null
  }
}

/** An answer about another record than the requested one is refused. One without an id is not about another. */
export function about<T extends { id: string | null }>(asked: string, parser: Parser<T>): Parser<T> {
  return body => {
    const data = parser(body)
    return data && (data.id ?? asked).toLowerCase() === asked.toLowerCase() ? data : null
  }
}

export const parseAccountPage = pageOf(accountSchema)
export const parseAccount = oneOf(accountDetailSchema)
export const parseKey = (field: 'api_key' | 'api_token') => oneOf(keySchema(field))
export const parseChannelLimit = oneOf(channelLimitSchema)
export const parseChannelPool = oneOf(channelPoolSchema)
export const parseUserPage = pageOf(userSchema)
export const parseUser = oneOf(userSchema)

/** The report's contract requires more than an id. A row that breaks it is kept and named: it hides no other row. */
export const parseReport: Parser<GroupsReport> = body => {
  const many = manySchema.safeParse(jsonOrNull(body)).data
  if (!many) return null
  const entries = many.data.filter(entry => z.object({}).safeParse(entry).success)
  const users = entries.map(entry => toReportUser(reportRow.parse(entry), (entry as { groups?: unknown }).groups))
  return { users, unreadable: many.data.length - entries.length }
}

/** Telnyx's own CSV, unchanged; its first line must be a header that names the id. */
export const parseReportCsv: Parser<string> = body => (/^\ufeff?"?id"?,/.test(body) ? body : null)
