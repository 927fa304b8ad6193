import 'server-only'
import type { ChannelPool, ManagedAccount, ManagedAccountDetail, SweptStatus } from '@/lib/managed-account'
import type { Caller } from './call'
import { requireAccountId, requireChannelLimit, requirePage, requireSearchable } from './inputs'
import type { Answer, CallOptions, Operation } from './operation'
import {
  about,
  type Page,
  parseAccount,
  parseAccountPage,
  parseChannelLimit,
  parseChannelPool,
  parseKey,
} from './parse'

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
  organizationNameEq?: string
  /**
   * Default `created_at`: Telnyx's documentation contradicts itself about the default, and in ascending order a new
   * account shifts no page.
   */
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

export type Accounts = {
  list(query: AccountListQuery, options?: CallOptions): Promise<Page<ManagedAccount>>
  retrieve(id: string, options?: CallOptions): Promise<ManagedAccountDetail>
  /** The only way for a secret through this edge, and only that one field. Null when the answer has no usable value. */
  retrieveKey(
    id: string,
    field: 'api_key' | 'api_token',
    options?: CallOptions,
  ): Promise<Answer<{ id: string; value: string | null }>>
  /**
   * Never repeat it unless its error says certainty `no`: Telnyx has no idempotency key, so each POST makes an account.
   */
  create(input: CreateAccountInput, options?: CallOptions): Promise<Answer<ManagedAccountDetail>>
  setCustomPricing(id: string, allow: boolean, options?: CallOptions): Promise<Answer<ManagedAccountDetail>>
  disable(id: string, options?: CallOptions): Promise<Answer<ManagedAccountDetail>>
  enable(
    id: string,
    input: { reenableAllConnections: boolean },
    options?: CallOptions,
  ): Promise<Answer<ManagedAccountDetail>>
  /** Returns the limit now in force; null when Telnyx did not report it. */
  setChannelLimit(
    id: string,
    limit: number,
    options?: CallOptions,
  ): Promise<Answer<{ id: string; channelLimit: number | null }>>
  allocatableChannels(options?: CallOptions): Promise<ChannelPool>
}

const LIST_BYTES = 5_000_000
const SINGLE_BYTES = 250_000

const ofManager = { scope: 'manager', write: false } as const
const readAccount = { scope: 'account', write: false, maxBytes: SINGLE_BYTES } as const
const changeAccount = { scope: 'account', write: true, maxBytes: SINGLE_BYTES } as const

export function createAccounts(call: Caller): Accounts {
  return {
    async list(query, options) {
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

    async retrieve(id, options) {
      const operation: Operation<ManagedAccountDetail> = {
        ...readAccount,
        name: 'accounts.retrieve',
        check: () => requireAccountId('accounts.retrieve', id),
        request: sdk => sdk.managedAccounts.retrieve(id).asResponse(),
        parse: about(id, parseAccount),
      }
      return (await call(operation, options)).data
    },

    async retrieveKey(id, field, options) {
      return call(
        {
          ...readAccount,
          name: 'accounts.retrieveKey',
          check: () => requireAccountId('accounts.retrieveKey', id),
          request: sdk => sdk.managedAccounts.retrieve(id).asResponse(),
          parse: about(id, parseKey(field)),
        },
        options,
      )
    },

    async create(input, options) {
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

    async setCustomPricing(id, allow, options) {
      const body = { managed_account_allow_custom_pricing: allow }
      return call(
        {
          ...changeAccount,
          name: 'accounts.setCustomPricing',
          check: () => requireAccountId('accounts.setCustomPricing', id),
          request: sdk => sdk.managedAccounts.update(id, body).asResponse(),
          parse: about(id, parseAccount),
        },
        options,
      )
    },

    async disable(id, options) {
      return call(
        {
          ...changeAccount,
          name: 'accounts.disable',
          check: () => requireAccountId('accounts.disable', id),
          request: sdk => sdk.managedAccounts.actions.disable(id).asResponse(),
          parse: about(id, parseAccount),
        },
        options,
      )
    },

    async enable(id, { reenableAllConnections }, options) {
      const body = { reenable_all_connections: reenableAllConnections }
      return call(
        {
          ...changeAccount,
          name: 'accounts.enable',
          check: () => requireAccountId('accounts.enable', id),
          request: sdk => sdk.managedAccounts.actions.enable(id, body).asResponse(),
          parse: about(id, parseAccount),
        },
        options,
      )
    },

    async setChannelLimit(id, limit, options) {
      return call(
        {
          ...changeAccount,
          name: 'accounts.setChannelLimit',
          check: () => {
            requireAccountId('accounts.setChannelLimit', id)
            requireChannelLimit('accounts.setChannelLimit', limit)
          },
          request: sdk => sdk.managedAccounts.updateGlobalChannelLimit(id, { channel_limit: limit }).asResponse(),
          parse: about(id, parseChannelLimit),
        },
        options,
      )
    },

    async allocatableChannels(options) {
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
  const filter = {
    email: filterOf(query.emailEq, query.emailContains),
    organization_name: filterOf(query.organizationNameEq, query.organizationNameContains),
    ...(query.status !== undefined && { status: { eq: query.status } }),
  }
  const includeCancelled = query.includeCancelled === true || query.status === 'cancelled'
  return {
    'page[number]': query.page,
    'page[size]': query.size,
    // The contract takes a minus for descending; the SDK's type leaves it out.
    sort: (query.sort ?? 'created_at') as 'created_at' | 'email',
    filter,
    ...(includeCancelled && { include_cancelled_accounts: true }),
  }
}

function filterOf(eq: string | undefined, contains: string | undefined) {
  return { ...(eq !== undefined && { eq }), ...(contains !== undefined && { contains }) }
}
