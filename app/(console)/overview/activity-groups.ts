import type { AuditAction, AuditEntry } from '@/lib/audit'

/** What an operator did, several times in a row. Newest first. */
export type ActivityGroup = {
  id: number
  newest: AuditEntry
  entries: AuditEntry[]
  /** How many different accounts, users or jobs. */
  targets: number
}

/** The same action of the same operator with the same outcome, in a row, is one group. */
export function groupActivity(entries: readonly AuditEntry[]): ActivityGroup[] {
  const groups: ActivityGroup[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last && kindOf(last.newest) === kindOf(entry)) last.entries.push(entry)
    else groups.push({ id: entry.id, newest: entry, entries: [entry], targets: 1 })
  }
  for (const group of groups) group.targets = new Set(group.entries.map(entry => entry.targetId)).size
  return groups
}

const kindOf = ({ actorKind, actorId, actorName, action, targetKind, outcome }: AuditEntry) =>
  JSON.stringify([actorKind, actorId ?? actorName, action, targetKind, outcome])

/** "disabled" Acme, for what succeeded. Other actions are named by their label. */
export const didWords: Partial<Record<AuditAction, string>> = {
  'account.create': 'created',
  'account.disable': 'disabled',
  'account.enable': 'enabled',
  'account.connections_marked': 'marked connections as enabled of',
  'account.custom_pricing': 'changed custom pricing of',
  'account.channel_limit': 'changed the channel limit of',
  'account.limit_stated': 'imported the channel limit of',
  'account.note': 'added a note to',
  'account.protect': 'changed the protection of',
  'account.credit_threshold': 'changed the low credit threshold of',
  'account.reveal': 'revealed a key of',
  'drift.acknowledge': 'marked external changes as seen of',
  'review_round.open': 'opened the review round',
  'review_round.sign_off': 'signed off the review round',
  'review_round.evidence': 'downloaded the evidence of',
  'review.decide': 'reviewed',
  'review.undo': 'undid the review of',
  'review.follow_up': 'followed up',
  'rollup.review': 'reviewed the rollup flag of',
  'rollup.undo': 'undid the review of the rollup flag of',
  'organization_user.remove': 'removed',
  'job.start': 'started the job',
  'job.cancel': 'cancelled the job',
}
