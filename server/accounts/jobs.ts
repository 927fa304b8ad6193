import 'server-only'
import type { DisableReason } from '@/lib/account-words'
import type { BulkJob, OwnJob } from '../commands/jobs/kinds'
import { customPricingCall, disableCall, enableCall, statusActions } from './calls'
import { readForExport } from './export/job-item'
import { failRow, prepareImport } from './import/item'

const text = (value: unknown) => String(value ?? '')

const disable: BulkJob = {
  supersedes: statusActions,
  call: (ctx, account, { reason, note, ticket, reviewOn }, options) => {
    const why = { reason: reason as DisableReason, note: text(note), ticket: text(ticket), reviewOn: text(reviewOn) }
    return disableCall(ctx, account, why, options)
  },
}

const enable: BulkJob = {
  supersedes: statusActions,
  call: (ctx, account, { reason, reenableConnections }, options) =>
    enableCall(ctx, account, { reason: text(reason), reenableConnections: reenableConnections === true }, options),
}

const customPricing: BulkJob = {
  supersedes: ['account.custom_pricing'],
  call: (ctx, account, { allow, reason }, options) =>
    customPricingCall(ctx, account, { allow: allow === true, reason: text(reason) }, options),
}

const imported: OwnJob = { prepare: prepareImport, fail: failRow }
const exported: OwnJob = { prepare: readForExport }

export const accountJobs = {
  'accounts.disable': disable,
  'accounts.enable': enable,
  'accounts.custom_pricing': customPricing,
  'accounts.import': imported,
  'accounts.export': exported,
} as const
