import { notFound } from './api-error'
import { flag, pageMeta, readUsersQuery } from './query'
import type { State } from './state'
import type { SandboxUser } from './types'

/** The operations on the users of the manager's own organization. */

export function listUsers(state: State, query: URLSearchParams) {
  const { page, email, status, includeGroups } = readUsersQuery(query)
  const users = state
    .users()
    .filter(
      user => (email ? user.email.toLowerCase().includes(email) : true) && (!status || user.user_status === status),
    )
  const start = (page.number - 1) * page.size
  const shown = users.slice(start, start + page.size)
  return { data: shown.map(user => answered(user, includeGroups)), meta: pageMeta(page, users.length) }
}

export function retrieveUser(state: State, id: string, query: URLSearchParams) {
  return { data: answered(known(state, id), flag(query, 'include_groups')) }
}

/** Deletes without any check: Telnyx documents no protection, not even of the owner. */
export function removeUser(state: State, id: string) {
  const user = known(state, id)
  state.removeUser(id)
  return { data: answered(user, false) }
}

export function groupsReport(state: State) {
  const users = state.users().map(user => answered(user, true))
  return { data: state.variants.oddReport ? [...users.map(withGap), null] : users }
}

const gaps: readonly (keyof SandboxUser)[] = ['id', 'groups', 'user_status']

function withGap(user: object, index: number): object {
  return Object.fromEntries(Object.entries(user).filter(([field]) => field !== gaps[index]))
}

export function groupsReportCsv(state: State): string {
  const rows = state
    .users()
    .map(user => [
      user.id,
      user.email,
      user.user_status,
      user.created_at,
      user.last_sign_in_at ?? '',
      user.groups.map(group => group.name).join(', '),
    ])
  const header = ['id', 'email', 'user_status', 'created_at', 'last_sign_in_at', 'groups']
  return [header, ...rows].map(row => `${row.map(cell).join(',')}\n`).join('')
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

function known(state: State, id: string): SandboxUser {
  const user = state.users().find(candidate => candidate.id === id)
  if (!user) throw notFound('The user')
  return user
}

function answered(user: SandboxUser, withGroups: boolean) {
  const { groups, ...rest } = user
  return withGroups ? { ...rest, groups } : rest
}
