import { ApiError, badField, errorItem, notFound } from './api-error'
import { addDecimals } from './decimal'
import { readFields } from './fields'
import { pageMeta, readListQuery } from './query'
import type { State } from './state'
import type { SandboxAccount } from './types'

/** The operations on managed accounts: each takes the parsed request and returns the body of a 200. */

const pricing = { managed_account_allow_custom_pricing: 'boolean' } as const

export function listAccounts(state: State, query: URLSearchParams) {
  const { filter, sort, page } = readListQuery(query)
  const { accounts, total } = state.list(filter, sort, page)
  return { data: accounts.map(listItem), meta: pageMeta(page, total) }
}

export function createAccount(state: State, body: unknown) {
  const { values, problems } = readFields(body, {
    business_name: 'string',
    email: 'string',
    password: 'string',
    rollup_billing: 'boolean',
    ...pricing,
  })
  if (!Object.hasOwn(Object(body), 'business_name'))
    problems.push(badField('/business_name', 'business_name is required.', '10004'))
  if (values.business_name?.trim() === '') problems.push(badField('/business_name', 'business_name must not be blank.'))
  if (values.email !== undefined && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email))
    problems.push(badField('/email', 'email is not a valid e-mail address.'))
  if (values.password !== undefined && values.password.length < 8)
    problems.push(badField('/password', 'password must have at least 8 characters.'))
  if (problems.length > 0) throw new ApiError(422, ...problems)
  refuseTakenEmail(state, values.email)
  if (state.active >= state.cap)
    throw refused(`The manager account may have no more than ${state.cap} managed accounts.`)
  const account = state.add({
    organization_name: values.business_name ?? '',
    ...(values.email !== undefined && { email: values.email }),
    managed_account_allow_custom_pricing: values.managed_account_allow_custom_pricing ?? false,
    rollup_billing: values.rollup_billing ?? false,
    ...(!state.variants.channelsFeature && { channel_limit: 0 }),
  })
  return { data: detail(state, account) }
}

function refuseTakenEmail(state: State, email: string | undefined): void {
  const answer = state.variants.duplicateEmail
  if (email === undefined || answer === 'allowed' || !state.emailTaken(email)) return
  const code = answer === '422-10012' ? '10012' : '10015'
  throw new ApiError(422, badField('/email', 'email has already been taken.', code))
}

export function retrieveAccount(state: State, id: string) {
  return { data: detail(state, known(state, id)) }
}

export function updateAccount(state: State, id: string, body: unknown) {
  const account = known(state, id)
  const { values, problems } = readFields(body, pricing)
  if (problems.length > 0) throw new ApiError(422, ...problems)
  refuseCancelled(account)
  return { data: detail(state, Object.keys(values).length > 0 ? state.change(id, values) : account) }
}

export function disableAccount(state: State, id: string, body: unknown) {
  const account = known(state, id)
  const { problems } = readFields(body ?? {}, {})
  if (problems.length > 0) throw new ApiError(422, ...problems)
  refuseCancelled(account)
  if (account.status === 'blocked') throw refused('The account has been blocked by Telnyx.')
  if (account.status === 'disabled' && state.variants.secondDisable === '422')
    throw refused('The account is already disabled.')
  const after =
    account.status === 'disabled' ? account : state.change(id, { status: 'disabled', connections_enabled: false })
  return { data: detail(state, after) }
}

export function enableAccount(state: State, id: string, body: unknown) {
  const account = known(state, id)
  const { values, problems } = readFields(body ?? {}, { reenable_all_connections: 'boolean' })
  if (problems.length > 0) throw new ApiError(422, ...problems)
  refuseCancelled(account)
  if (account.status === 'blocked') throw refused('The account has been blocked by Telnyx.')
  const connections = account.connections_enabled || values.reenable_all_connections === true
  const same = account.status === 'enabled' && connections === account.connections_enabled
  const after = same ? account : state.change(id, { status: 'enabled', connections_enabled: connections })
  return { data: detail(state, after) }
}

export function updateChannelLimit(state: State, id: string, body: unknown) {
  const account = known(state, id)
  if (!state.variants.channelsFeature)
    throw new ApiError(403, errorItem('10010', 'Global outbound channels are not enabled for this manager account.'))
  const { values, problems } = readFields(body, { channel_limit: 'count' })
  if (values.channel_limit === undefined && problems.length === 0)
    problems.push(badField('/channel_limit', 'channel_limit is required.', '10004'))
  const limit = values.channel_limit ?? 0
  if (problems.length > 0) throw new ApiError(422, ...problems)
  refuseCancelled(account)
  const free = state.channels - state.allocated + account.channel_limit
  // Lowering is always possible, also when the pool itself has shrunk below what is given out.
  if (limit > free && limit > account.channel_limit) {
    const words = `channel_limit exceeds the channels that can be allocated: ${Math.max(0, free)} are available.`
    throw new ApiError(422, badField('/channel_limit', words))
  }
  if (limit !== account.channel_limit) state.change(id, { channel_limit: limit })
  const { email, manager_account_id } = account
  const record_type = 'managed_account_global_outbound_settings'
  return { data: { record_type, id, email, manager_account_id, channel_limit: limit } }
}

export function channelPool(state: State) {
  const { channelsFeature } = state.variants
  return {
    data: {
      record_type: 'allocatable_global_outbound_channels',
      allocatable_global_outbound_channels: channelsFeature ? state.channels : 0,
      total_global_channels_allocated: channelsFeature ? state.allocated : 0,
      managed_account_allow_custom_pricing: true,
    },
  }
}

function known(state: State, id: string): SandboxAccount {
  const account = state.account(id)
  if (!account) throw notFound('The managed account')
  return account
}

function refused(detail: string): ApiError {
  return new ApiError(422, errorItem('10015', detail))
}

function refuseCancelled(account: SandboxAccount): void {
  if (account.status === 'cancelled') throw refused('The account has been cancelled.')
}

/** An account as the list of Telnyx shows it. */
export function listItem(account: SandboxAccount) {
  return {
    record_type: 'managed_account',
    id: account.id,
    email: account.email,
    api_user: account.api_user,
    organization_name: account.organization_name,
    manager_account_id: account.manager_account_id,
    created_at: account.created_at,
    updated_at: account.updated_at,
    managed_account_allow_custom_pricing: account.managed_account_allow_custom_pricing,
    rollup_billing: account.rollup_billing,
  }
}

function detail(state: State, account: SandboxAccount) {
  const { balance, credit_limit, currency } = account.rollup_billing ? state.manager.balance : account.balance
  const available_credit = addDecimals(balance, credit_limit)
  return {
    ...listItem(account),
    api_key: account.api_key,
    api_token: account.api_token,
    balance: { record_type: 'balance', balance, credit_limit, available_credit, currency },
  }
}
