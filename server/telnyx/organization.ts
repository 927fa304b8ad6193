import 'server-only'
import type { GroupsReport, OrganizationUser } from '@/lib/managed-account'
import type { Caller } from './call'
import { requirePage, requireUserId } from './inputs'
import type { Answer, CallOptions, Operation } from './operation'
import { about, type Page, parseReport, parseReportCsv, parseUser, parseUserPage } from './parse'

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

/** The organization of the key that calls: the reseller's own staff. */
export type Organization = {
  listUsers(query: UserListQuery, options?: CallOptions): Promise<Page<OrganizationUser>>
  retrieveUser(id: string, query?: { includeGroups?: boolean }, options?: CallOptions): Promise<OrganizationUser>
  /** Deletes the user. Telnyx documents no protection of the owner or the own user: the caller must check. */
  removeUser(id: string, options?: CallOptions): Promise<Answer<OrganizationUser>>
  groupsReport(options?: CallOptions): Promise<GroupsReport>
  /** Telnyx's CSV unchanged: id, email, user_status, created_at, last_sign_in_at, groups. */
  groupsReportCsv(options?: CallOptions): Promise<string>
}

const SINGLE_BYTES = 250_000
const LIST_BYTES = 5_000_000
const REPORT_BYTES = 20_000_000

const readUsers = { scope: 'organization', write: false } as const

export function createOrganization(call: Caller): Organization {
  return {
    async listUsers(query, options) {
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

    async retrieveUser(id, query = {}, options) {
      const params = query.includeGroups ? { include_groups: true } : {}
      const operation: Operation<OrganizationUser> = {
        ...readUsers,
        name: 'organization.retrieveUser',
        check: () => requireUserId('organization.retrieveUser', id),
        maxBytes: SINGLE_BYTES,
        request: sdk => sdk.organizations.users.retrieve(id, params).asResponse(),
        parse: about(id, parseUser),
      }
      return (await call(operation, options)).data
    },

    async removeUser(id, options) {
      return call(
        {
          name: 'organization.removeUser',
          check: () => requireUserId('organization.removeUser', id),
          scope: 'organization',
          write: true,
          maxBytes: SINGLE_BYTES,
          request: sdk => sdk.organizations.users.actions.remove(id).asResponse(),
          parse: about(id, parseUser),
        },
        options,
      )
    },

    async groupsReport(options) {
      const operation: Operation<GroupsReport> = {
        ...readUsers,
        name: 'organization.groupsReport',
        maxBytes: REPORT_BYTES,
        patient: true,
        request: sdk => sdk.organizations.users.getGroupsReport({ Accept: 'application/json' }).asResponse(),
        parse: parseReport,
      }
      return (await call(operation, options)).data
    },

    async groupsReportCsv(options) {
      const operation: Operation<string> = {
        ...readUsers,
        name: 'organization.groupsReportCsv',
        maxBytes: REPORT_BYTES,
        patient: true,
        request: sdk => sdk.organizations.users.getGroupsReport({ Accept: 'text/csv' }).asResponse(),
        parse: parseReportCsv,
      }
      return (await call(operation, options)).data
    },
  }
}
