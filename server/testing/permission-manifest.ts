import type { Permission } from '@/lib/permissions'

/**
 * Everything of this product that answers a request, and the right it asks for. A page, route or action that is missing here, or asks
 * for another right than stands here, fails the tests. `public` is for what must work before anybody is signed in.
 */
export const manifest: {
  pages: Record<string, Permission | 'public'>
  routes: Record<string, Permission | 'public'>
  actions: Record<string, Permission | 'public'>
} = {
  pages: {
    '/': 'accounts.read',
    '/sign-in': 'public',
    '/setup': 'public',
    '/accounts': 'accounts.read',
    '/accounts/[id]': 'accounts.read',
    '/accounts/new': 'accounts.create',
    '/channels': 'channels.read',
    '/billing': 'billing.read',
    '/organization': 'organization.read',
    '/audit': 'audit.own',
  },
  routes: {
    'GET /health': 'public',
    'GET /api/auth/[...nextauth]': 'public',
    'POST /api/auth/[...nextauth]': 'public',
    'GET /api/accounts': 'accounts.read',
    'GET /api/accounts/export': 'accounts.export',
    'GET /api/accounts/[id]': 'accounts.read',
    'GET /api/accounts/[id]/timeline': 'accounts.read',
    'GET /api/audit': 'audit.own',
    'GET /api/billing': 'billing.read',
    'GET /api/billing/totals': 'billing.read',
    'GET /api/channels': 'channels.read',
    'GET /api/channels/pool': 'channels.read',
    'GET /api/organization': 'organization.read',
    'GET /api/organization/report': 'organization.read',
    'GET /api/organization/user': 'organization.read',
    'GET /api/commands/[id]': 'accounts.read',
    'GET /api/overview': 'accounts.read',
    'GET /api/sync': 'accounts.read',
    'GET /api/views': 'accounts.read',
  },
  actions: {
    createFirstOwner: 'public',
    createAccount: 'accounts.create',
    disableAccount: 'accounts.disable',
    enableAccount: 'accounts.enable',
    setCustomPricing: 'accounts.pricing',
    setChannelLimit: 'channels.limit',
    addAccountNote: 'accounts.notes',
    protectAccount: 'accounts.protect',
    acknowledgeDrift: 'drift.acknowledge',
    settleCommand: 'commands.settle',
    freezeAccounts: 'accounts.read',
    saveView: 'views.write',
    changeView: 'views.write',
    deleteView: 'views.write',
    removeOrganizationUser: 'organization.remove',
    reviewRollup: 'billing.review',
    setPreference: 'preferences.write',
    syncNow: 'sync.now',
  },
}
