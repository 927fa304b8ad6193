import 'server-only'
import type { TelnyxOperation } from '@/lib/connection'
import type { ChannelPool, ManagedAccount, SweptStatus } from '@/lib/managed-account'
import type { Caller } from './call'
import { requireAccountId, requireChannelLimit, requirePage, requireSearchable } from './inputs'
import { type CallOptions, LIST_BYTES, type Operation, SINGLE_BYTES } from './operation'
import {
  about,
  type Page,
  type Parser,
  parseAccount,
  parseAccountPage,
  parseChannelLimit,
  parseChannelPool,
  parseKey,
} from './parse'
import type { SdkCall } from './sdk'

type AccountListQuery = {
  /** From 1 */
  page: number
  /** 1…250 */
  size: number
  status?: SweptStatus | 'all' | 'active'
  emailEq?: string
  /** At least three characters, as Telnyx requires */
  emailContains?: string
  organizationNameContains?: string
  /** Default `created_at`: Telnyx's documents contradict each other, and ascending, a new account shifts no page. */
  sort?: 'created_at' | '-created_at' | 'email' | '-email'
  /** Always on for `status: 'cancelled'` */
  includeCancelled?: boolean
}

type CreateAccountInput = {
  businessName: string
  email: string
  password?: string
  allowCustomPricing: boolean
  rollupBilling: boolean
}

export type Accounts = ReturnType<typeof createAccounts>

const ofManager = { scope: 'manager', write: false } as const

/** What the operations on one account share: its id is checked before anything is sent, and in the answer. */
function onAccount<T extends { id: string | null }>(name: TelnyxOperation, id: string, parser: Parser<T>) {
  const check = () => requireAccountId(name, id)
  return { name, scope: 'account', maxBytes: SINGLE_BYTES, check, parse: about(id, parser) } as const
}

export function createAccounts(call: Caller) {
  const change = (name: TelnyxOperation, id: string, request: SdkCall, options?: CallOptions) =>
    call({ ...onAccount(name, id, parseAccount), write: true, request }, options)

  return {
    async list(query: AccountListQuery, options?: CallOptions) {
      const operation: Operation<Page<ManagedAccount>> = {
        ...ofManager,
        name: 'accounts.list',
        maxBytes: LIST_BYTES,
        check: () => requireListable(query),
        request: sdk => sdk.managedAccounts.list(listParams(query)).asResponse(),
        parse: parseAccountPage,
      }
      return (await call(operation, options)).data
    },

    async retrieve(id: string, options?: CallOptions) {
      const request: SdkCall = sdk => sdk.managedAccounts.retrieve(id).asResponse()
      const operation = { ...onAccount('accounts.retrieve', id, parseAccount), write: false, request }
      return (await call(operation, options)).data
    },

    /** The only way for a secret through this edge, and only that one field. Null when the answer has no usable one. */
    retrieveKey(id: string, field: 'api_key' | 'api_token', options?: CallOptions) {
      const request: SdkCall = sdk => sdk.managedAccounts.retrieve(id).asResponse()
      return call({ ...onAccount('accounts.retrieveKey', id, parseKey(field)), write: false, request }, options)
    },

    /** Never repeat it unless its error says certainty `no`: without an idempotency key, each POST makes an account. */
    create(input: CreateAccountInput, options?: CallOptions) {
      const body = {
        business_name: input.businessName,
        email: input.email,
        managed_account_allow_custom_pricing: input.allowCustomPricing,
        rollup_billing: input.rollupBilling,
        ...(input.password !== undefined && { password: input.password }),
      }
      return call(
        {
          name: 'accounts.create',
          scope: 'manager',
          write: true,
          maxBytes: SINGLE_BYTES,
          secrets: input.password === undefined ? [] : [input.password],
          request: sdk => sdk.managedAccounts.create(body).asResponse(),
          parse: parseAccount,
        },
        options,
      )
    },

    setCustomPricing(id: string, allow: boolean, options?: CallOptions) {
      const body = { managed_account_allow_custom_pricing: allow }
      return change('accounts.setCustomPricing', id, sdk => sdk.managedAccounts.update(id, body).asResponse(), options)
    },

    disable: (id: string, options?: CallOptions) =>
      change('accounts.disable', id, sdk => sdk.managedAccounts.actions.disable(id).asResponse(), options),

    enable(id: string, input: { reenableAllConnections: boolean }, options?: CallOptions) {
      const body = { reenable_all_connections: input.reenableAllConnections }
      return change('accounts.enable', id, sdk => sdk.managedAccounts.actions.enable(id, body).asResponse(), options)
    },

    /** Returns the limit now in force; null when Telnyx did not report it. */
    setChannelLimit(id: string, limit: number, options?: CallOptions) {
      const operation = onAccount('accounts.setChannelLimit', id, parseChannelLimit)
      return call(
        {
          ...operation,
          write: true,
          check() {
            operation.check()
            requireChannelLimit(operation.name, limit)
          },
          request: sdk => sdk.managedAccounts.updateGlobalChannelLimit(id, { channel_limit: limit }).asResponse(),
        },
        options,
      )
    },

    async allocatableChannels(options?: CallOptions) {
      const operation: Operation<ChannelPool> = {
        ...ofManager,
        name: 'accounts.allocatableChannels',
        maxBytes: SINGLE_BYTES,
        request: sdk => sdk.managedAccounts.getAllocatableGlobalOutboundChannels().asResponse(),
        parse: parseChannelPool,
      }
      return (await call(operation, options)).data
    },
  }
}

function requireListable(query: AccountListQuery): void {
  requirePage('accounts.list', query)
  requireSearchable('accounts.list', 'filter[email][contains]', query.emailContains)
  requireSearchable('accounts.list', 'filter[organization_name][contains]', query.organizationNameContains)
}

function listParams(query: AccountListQuery) {
  const { emailEq: eq, emailContains, organizationNameContains, status } = query
  const filter = {
    email: { ...(eq !== undefined && { eq }), ...(emailContains !== undefined && { contains: emailContains }) },
    organization_name: { ...(organizationNameContains !== undefined && { contains: organizationNameContains }) },
    ...(status !== undefined && { status: { eq: status } }),
  }
  const includeCancelled = query.includeCancelled === true || status === 'cancelled'
  return {
    'page[number]': query.page,
    'page[size]': query.size,
    // The contract takes a minus for descending; the SDK's type leaves it out.
    sort: (query.sort ?? 'created_at') as 'created_at' | 'email',
    filter,
    ...(includeCancelled && { include_cancelled_accounts: true }),
  }
}
