import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import * as imports from '../../lib/account-import-inputs'
import * as accounts from '../../lib/account-inputs'
import * as approvals from '../../lib/approval-inputs'
import * as limits from '../../lib/channel-import'
import * as thresholds from '../../lib/credit-threshold-inputs'
import * as jobs from '../../lib/job-inputs'
import * as operators from '../../lib/operator-inputs'
import * as organization from '../../lib/organization-inputs'
import { setPreferenceInput } from '../../lib/preferences'
import * as reviews from '../../lib/review-inputs'
import * as selections from '../../lib/selection-inputs'
import * as sending from '../../lib/sending-inputs'
import { timeZoneInput } from '../../lib/time-zone-inputs'
import * as views from '../../lib/view-inputs'
import type { Target } from './requests'

const built = process.env.NEXT_DIST_DIR ?? '.next'
const read = (file: string) => JSON.parse(readFileSync(path.join(built, file), 'utf8'))

const inputs: Record<string, z.core.$ZodType> = {
  createFirstOwner: operators.firstOwnerInput,
  acceptLink: operators.linkInput,
  keepInvitation: operators.linkTokenInput,
  createAccount: accounts.createAccountInput,
  disableAccount: accounts.disableAccountInput,
  enableAccount: accounts.enableAccountInput,
  setCustomPricing: accounts.customPricingInput,
  setChannelLimit: accounts.channelLimitInput,
  addAccountNote: accounts.accountNoteInput,
  protectAccount: accounts.protectAccountInput,
  revealAccountKey: accounts.revealKeyInput,
  acknowledgeDrift: accounts.acknowledgeDriftInput,
  markConnections: accounts.markConnectionsInput,
  settleCommand: accounts.settleCommandInput,
  checkImport: imports.checkImportInput,
  startImport: imports.startImportInput,
  checkLimits: limits.checkLimitsInput,
  stateLimits: limits.stateLimitsInput,
  freezeAccounts: selections.freezeInput,
  saveView: views.saveViewInput,
  changeView: views.changeViewInput,
  deleteView: views.deleteViewInput,
  removeOrganizationUser: organization.removeUserInput,
  openRound: reviews.openRoundInput,
  decideItem: reviews.decideInput,
  decideBulk: reviews.decideBulkInput,
  undoDecision: reviews.undoDecisionInput,
  followUp: reviews.followUpInput,
  signOff: reviews.signOffInput,
  setSecondPerson: reviews.secondPersonInput,
  setPreference: setPreferenceInput,
  syncNow: operators.nothingInput,
  inviteOperator: operators.inviteInput,
  setOperatorRole: operators.roleInput,
  disableOperator: operators.operatorInput,
  enableOperator: operators.operatorInput,
  endOperatorSessions: operators.operatorInput,
  resetOperatorSignIn: operators.operatorInput,
  revokeOperatorLink: operators.operatorInput,
  setPassword: operators.passwordInput,
  confirmTotp: operators.totpInput,
  startTotp: operators.nothingInput,
  removeTotp: operators.nothingInput,
  renewRecoveryCodes: operators.nothingInput,
  startPasskey: operators.nothingInput,
  startPasskeyConfirm: operators.nothingInput,
  startPasskeySignIn: operators.nothingInput,
  addPasskey: operators.passkeyInput,
  removePasskey: operators.passkeyIdInput,
  endOwnSession: operators.sessionInput,
  endOtherSessions: operators.nothingInput,
  confirmIdentity: operators.confirmInput,
  requestApproval: approvals.requestApprovalInput,
  decideApproval: approvals.decideApprovalInput,
  withdrawApproval: approvals.approvalInput,
  setApprovalLimit: approvals.approvalLimitInput,
  startJob: jobs.startJobInput,
  startExport: jobs.startExportInput,
  startApproved: jobs.startApprovedInput,
  pauseJob: jobs.jobInput,
  resumeJob: jobs.jobInput,
  cancelJob: jobs.jobInput,
  retryJob: jobs.jobInput,
  undoCommand: accounts.undoCommandInput,
  continueCommand: accounts.undoCommandInput,
  stopSending: sending.stopSendingInput,
  resumeSending: sending.resumeSendingInput,
  setTimeZone: timeZoneInput,
  setAccountThreshold: thresholds.accountThresholdInput,
  setCurrencyThresholds: thresholds.currencyThresholdsInput,
}

/** Every server action of the build, at a page that has it. */
export function builtActions(): Extract<Target, { action: string }>[] {
  const manifest = read('server/server-reference-manifest.json') as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>
  }
  return Object.entries(manifest.node).map(([id, { exportedName: action, workers }]) => {
    const pages = Object.keys(workers)
    const page = pages.find(one => !one.includes('[')) ?? pages[0] ?? ''
    const address = page
      .replace(/^app/, '')
      .replace(/\/\([^)]*\)/g, '')
      .replace(/\/page$/, '')
    const input = inputs[action]
    if (!input) throw new Error(`The fuzz knows no input for the action ${action}: add it to e2e/fuzz/handlers.ts.`)
    return { action, id, page: address || '/', input }
  })
}

/** Every page and route of the build but next-auth's. @param id for addresses that hold one */
export function builtPaths(id: string): { pages: string[]; routes: string[] } {
  const entries = Object.entries(read('app-path-routes-manifest.json') as Record<string, string>)
  const of = (kind: string) =>
    entries
      .filter(([file, address]) => file.endsWith(kind) && !address.includes('...') && !address.startsWith('/_'))
      .map(([, address]) => address.replaceAll('[id]', id))
  return { pages: of('/page'), routes: of('/route') }
}
