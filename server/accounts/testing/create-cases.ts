import { type Failpoint, failpoints } from '@/server/platform/failpoint'
import type { FaultEffect, Variants } from '@/server/sandbox/server'

// The events that a create can meet: each value of each axis is one failure, or a way in which people send.

const statuses = [408, 409, 500, 503] as const
const whens = ['before', 'after'] as const

/** What Telnyx does with the first POST that it gets. */
export const faults: Record<string, FaultEffect | null> = {
  none: null,
  ...Object.fromEntries(whens.map(when => [`hang ${when}`, { hang: when }])),
  ...Object.fromEntries(whens.map(when => [`reset ${when}`, { reset: when }])),
  ...Object.fromEntries(
    statuses.flatMap(status => whens.map(when => [`${status} ${when}`, { status, when }] as const)),
  ),
  ...Object.fromEntries([400, 401, 403, 404, 422, 429].map(status => [`${status} before`, { status }])),
  'cut answer': { body: 'cut' },
  'stalled answer': { body: 'stall' },
  'empty answer': { body: 'empty' },
  'HTML answer': { body: 'html' },
  'malformed answer': { body: 'malformed' },
  redirect: { redirect: 'http://127.0.0.1:9/elsewhere' },
}

/** Answers that say for certain that nothing was created. */
export const certainNo = new Set(['400 before', '401 before', '403 before', '404 before', '422 before', '429 before'])
/** The client must give up before it knows anything. */
export const silent = new Set(['hang before', 'hang after', 'stalled answer'])

/** One fault of each kind: others differ only in texts and statuses, which the cases with a single fault cover. */
export const kindsOfFault = [
  'none',
  'hang before',
  'hang after',
  'reset before',
  'reset after',
  '500 before',
  '500 after',
  '422 before',
  '429 before',
  'cut answer',
  'malformed answer',
] as const

/** No single kill of a create gets there: a create is not sent again, and only a second process recovers. */
const unreached: readonly Failpoint[] = ['settle.after_claim', 'settle.after_recovery']

/** Where processes are killed; the next process takes over what a killed one leaves. */
export const deaths: readonly (Failpoint | 'none')[] = [
  'none',
  ...failpoints.filter(name => /^(create|command|settle)\./.test(name) && !unreached.includes(name)),
]

/** The next process is killed too, while it takes over from the first. */
export const doubleDeaths = [
  'command.before_send > settle.after_recovery',
  'create.before_send > command.in_outcome',
  'create.after_send > settle.after_recovery',
  'create.after_send > create.in_write',
  'command.after_answer > settle.after_look',
] as const

export const sendings = [
  'once',
  'double click',
  'two tabs, one e-mail',
  'the same again, and another tab',
  'two processes, one form',
  'two processes, one e-mail',
] as const
export type Sending = (typeof sendings)[number]

/**
 * Undocumented behaviours of Telnyx: each deviation that a create could notice alone, the combination that makes
 * doubles possible, and the rest, which matters to other calls, at once.
 */
export const variants: Record<string, Partial<Variants>> = {
  usual: {},
  'duplicate 10015': { duplicateEmail: '422-10015' },
  'duplicates allowed': { duplicateEmail: 'allowed' },
  'list lags': { listLagMs: 25_000 },
  'list lags, duplicates allowed': { listLagMs: 25_000, duplicateEmail: 'allowed' },
  'no error bodies': { errorBodies: false },
  'case-sensitive filter': { emailFilterCaseSensitive: true },
  'cancelled need include': { cancelledNeedsInclude: true },
  'all others': { statusOverlap: true, statusFilterIgnored: true, secondDisable: '422', channelsFeature: false },
}

/** `npm run test:full` covers every triple of these values, and then the rest. */
export const axes = { fault: Object.keys(faults), death: deaths, sending: sendings, variant: Object.keys(variants) }

/** `npm test` covers every pair of these values. */
export const pairAxes = { ...axes, fault: kindsOfFault }

/** And these, where two processes are killed. */
export const doubleAxes = { ...axes, fault: ['none', '500 before', 'reset after'], death: doubleDeaths }
