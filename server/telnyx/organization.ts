import 'server-only'
import type { TelnyxOperation } from '@/lib/connection'
import type { GroupsReport, OrganizationUser } from '@/lib/managed-account'
import type { Caller } from './call'
import { requirePage, requireUserId } from './inputs'
import { type CallOptions, LIST_BYTES, type Operation, SINGLE_BYTES } from './operation'
import { about, type Page, parseReport, parseReportCsv, parseUser, parseUserPage } from './parse'
import type { SdkCall } from './sdk'

type UserListQuery = {
  /** Default 1 */
  page?: number
  /** Default 250, the most */
  size?: number
  /** Any part of the address */
  email?: string
  status?: 'enabled' | 'disabled' | 'blocked'
  includeGroups?: boolean
}

export type Organization = ReturnType<typeof createOrganization>

const REPORT_BYTES = 20_000_000

const readUsers = { scope: 'organization', write: false } as const
const readReport = { ...readUsers, maxBytes: REPORT_BYTES, patient: true } as const

/** What the operations on one user share: the id is checked before anything is sent, and in the answer. */
function onUser(name: TelnyxOperation, id: string) {
  const check = () => requireUserId(name, id)
  return { name, scope: 'organization', maxBytes: SINGLE_BYTES, check, parse: about(id, parseUser) } as const
}

/** The organization of the key that calls: the reseller's own staff. */
export function createOrganization(call: Caller) {
  return {
    async listUsers(query: UserListQuery, options?: CallOptions) {
      const { page = 1, size = 250 } = query
      const params = {
        'page[number]': page,
        'page[size]': size,
        ...(query.email !== undefined && { 'filter[email]': query.email }),
        ...(query.status !== undefined && { 'filter[user_status]': query.status }),
        ...(query.includeGroups && { include_groups: true }),
      }
      const operation: Operation<Page<OrganizationUser>> = {
        ...readUsers,
        name: 'organization.listUsers',
        check: () => requirePage('organization.listUsers', { page, size }),
        maxBytes: LIST_BYTES,
        request: sdk => sdk.organizations.users.list(params).asResponse(),
        parse: parseUserPage,
      }
      return (await call(operation, options)).data
    },

    async retrieveUser(id: string, query: { includeGroups?: boolean } = {}, options?: CallOptions) {
      const params = query.includeGroups ? { include_groups: true } : {}
      const request: SdkCall = sdk => sdk.organizations.users.retrieve(id, params).asResponse()
      return (await call({ ...onUser('organization.retrieveUser', id), write: false, request }, options)).data
    },

    /** Deletes the user. Telnyx documents no protection of the owner or the own user: the caller must check. */
    removeUser(id: string, options?: CallOptions) {
      const request: SdkCall = sdk => sdk.organizations.users.actions.remove(id).asResponse()
      return call({ ...onUser('organization.removeUser', id), write: true, request }, options)
    },

    async groupsReport(options?: CallOptions) {
      const operation: Operation<GroupsReport> = {
        ...readReport,
        name: 'organization.groupsReport',
        request: sdk => sdk.organizations.users.getGroupsReport({ Accept: 'application/json' }).asResponse(),
        parse: parseReport,
      }
      return (await call(operation, options)).data
    },

    /** Telnyx's CSV unchanged: id, email, user_status, created_at, last_sign_in_at, groups. */
    async groupsReportCsv(options?: CallOptions) {
      const operation: Operation<string> = {
        ...readReport,
        name: 'organization.groupsReportCsv',
        request: sdk => sdk.organizations.users.getGroupsReport({ Accept: 'text/csv' }).asResponse(),
        parse: parseReportCsv,
      }
      return (await call(operation, options)).data
    },
  }
}
