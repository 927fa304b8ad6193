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

type Run = (input: OperationInput) => OperationResult

/** Every operation; `:id` is one segment. Fixed paths come before those with an id, which would match them too. */
const operations: Record<string, Run> = {
  'GET /managed_accounts': ({ state, query }) => listAccounts(state, query),
  'POST /managed_accounts': ({ state, body }) => createAccount(state, body),
  'GET /managed_accounts/allocatable_global_outbound_channels': ({ state }) => channelPool(state),
  'GET /managed_accounts/:id': ({ state, id }) => retrieveAccount(state, id),
  'PATCH /managed_accounts/:id': ({ state, id, body }) => updateAccount(state, id, body),
  'POST /managed_accounts/:id/actions/disable': ({ state, id, body }) => disableAccount(state, id, body),
  'POST /managed_accounts/:id/actions/enable': ({ state, id, body }) => enableAccount(state, id, body),
  'PATCH /managed_accounts/:id/update_global_channel_limit': ({ state, id, body }) =>
    updateChannelLimit(state, id, body),
  'GET /organizations/users': ({ state, query }) => listUsers(state, query),
  'GET /organizations/users/users_groups_report': ({ state, accept }) =>
    accept.includes('text/csv')
      ? { contentType: 'text/csv; charset=utf-8', text: groupsReportCsv(state) }
      : groupsReport(state),
  'GET /organizations/users/:id': ({ state, id, query }) => retrieveUser(state, id, query),
  'POST /organizations/users/:id/actions/remove': ({ state, id }) => removeUser(state, id),
}

const routes = Object.entries(operations).map(([name, run]) => ({ wanted: name.split(/[ /]/), run }))

/** Finds the operation of a path below /v2, or undefined. */
export function findRoute(method: string, path: string): { run: Run; id: string } | undefined {
  const given = [method, ...path.split('/')]
  for (const { wanted, run } of routes) {
    const fits = wanted.length === given.length && wanted.every((part, i) => part === ':id' || part === given[i])
    const id = given[wanted.indexOf(':id')] ?? ''
    if (fits && (id !== '' || !wanted.includes(':id'))) return { run, id: decoded(id) }
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
