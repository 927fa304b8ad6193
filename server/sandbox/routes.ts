import {
  channelPool,
  createAccount,
  disableAccount,
  enableAccount,
  listAccounts,
  retrieveAccount,
  updateAccount,
  updateChannelLimit,
} from './account-operations'
import type { State } from './state'
import { groupsReport, groupsReportCsv, listUsers, removeUser, retrieveUser } from './user-operations'

type OperationInput = { state: State; id: string; query: URLSearchParams; body: unknown; accept: string }

/** What a 200 carries: an object answered as JSON, or text of another type. */
export type OperationResult = object | { contentType: string; text: string }

type Route = {
  method: string
  /** Below /v2; `:id` is one segment. */
  path: string
  run: (input: OperationInput) => OperationResult
}

/** Every operation. Fixed paths come before those with an id, which would match them too. */
const routes: readonly Route[] = [
  { method: 'GET', path: '/managed_accounts', run: ({ state, query }) => listAccounts(state, query) },
  { method: 'POST', path: '/managed_accounts', run: ({ state, body }) => createAccount(state, body) },
  {
    method: 'GET',
    path: '/managed_accounts/allocatable_global_outbound_channels',
    run: ({ state }) => channelPool(state),
  },
  { method: 'GET', path: '/managed_accounts/:id', run: ({ state, id }) => retrieveAccount(state, id) },
  { method: 'PATCH', path: '/managed_accounts/:id', run: ({ state, id, body }) => updateAccount(state, id, body) },
  {
    method: 'POST',
    path: '/managed_accounts/:id/actions/disable',
    run: ({ state, id, body }) => disableAccount(state, id, body),
  },
  {
    method: 'POST',
    path: '/managed_accounts/:id/actions/enable',
    run: ({ state, id, body }) => enableAccount(state, id, body),
  },
  {
    method: 'PATCH',
    path: '/managed_accounts/:id/update_global_channel_limit',
    run: ({ state, id, body }) => updateChannelLimit(state, id, body),
  },
  { method: 'GET', path: '/organizations/users', run: ({ state, query }) => listUsers(state, query) },
  {
    method: 'GET',
    path: '/organizations/users/users_groups_report',
    run: ({ state, accept }) =>
      accept.includes('text/csv')
        ? { contentType: 'text/csv; charset=utf-8', text: groupsReportCsv(state) }
        : groupsReport(state),
  },
  { method: 'GET', path: '/organizations/users/:id', run: ({ state, id, query }) => retrieveUser(state, id, query) },
  { method: 'POST', path: '/organizations/users/:id/actions/remove', run: ({ state, id }) => removeUser(state, id) },
]

/** Finds the operation of a path below /v2, or undefined. */
export function findRoute(method: string, path: string): { run: Route['run']; id: string } | undefined {
  const given = path.split('/')
  for (const route of routes) {
    if (route.method !== method) continue
    const wanted = route.path.split('/')
    const fits = wanted.length === given.length && wanted.every((part, i) => part === ':id' || part === given[i])
    const id = given[wanted.indexOf(':id')] ?? ''
    if (fits && (id !== '' || !wanted.includes(':id'))) return { run: route.run, id: decoded(id) }
  }
  return undefined
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
