import type { DisableReason } from '../../lib/account-words'
import type { Role } from '../../lib/permissions'

// What the operators of a new demo have done in the days before a person opens it.

/** `review` counts days from today; negative = overdue. */
export type DisableStory = {
  by: Role
  daysAgo: number
  reason: DisableReason
  note: string
  ticket: string
  review: number | null
  /** Why it was enabled again some hours later. */
  enabledBecause?: string
}

/** The oldest first. */
export const disables: readonly DisableStory[] = [
  {
    by: 'support',
    daysAgo: 6,
    reason: 'request',
    note: 'Office closed for renovation until spring. Asked by phone, confirmed by e-mail.',
    ticket: 'ZD-48102',
    review: 120,
  },
  {
    by: 'manager',
    daysAgo: 5,
    reason: 'fraud',
    note: '4,200 calls to satellite numbers in one night. SIP password leaked; customer informed.',
    ticket: 'ZD-48140',
    review: 2,
  },
  {
    by: 'support',
    daysAgo: 4,
    reason: 'unpaid',
    note: 'Third reminder without an answer. Accounting agrees.',
    ticket: 'ZD-47990',
    review: -1,
  },
  {
    by: 'support',
    daysAgo: 4,
    reason: 'unpaid',
    note: 'Card declined twice.',
    ticket: 'ZD-48177',
    review: null,
    enabledBecause: 'Paid by bank transfer',
  },
  {
    by: 'manager',
    daysAgo: 3,
    reason: 'ended',
    note: 'Contract ends this month; numbers are ported to another carrier.',
    ticket: 'ZD-48013',
    review: 14,
  },
  {
    by: 'support',
    daysAgo: 2,
    reason: 'abuse',
    note: 'Complaints about unwanted sales calls from this number range.',
    ticket: 'ZD-48231',
    review: 5,
  },
  {
    by: 'support',
    daysAgo: 1,
    reason: 'unpaid',
    note: 'Promised to pay by Friday.',
    ticket: 'ZD-48260',
    review: 0,
  },
]

export const notes: readonly { by: Role; text: string }[] = [
  { by: 'support', text: 'Prefers e-mail. Decisions only through the IT manager.' },
  { by: 'manager', text: 'Framework agreement until 2027; prices in the CRM.' },
  { by: 'support', text: 'Fax line on port 3: do not change its codec.' },
  { by: 'finance', text: 'Invoices go to the parent company.' },
  { by: 'support', text: 'Two locations share this account. The second one has the alarm line.' },
  { by: 'support', text: 'Asked for ten more channels before the Christmas campaign.' },
  { by: 'manager', text: 'Pilot customer for the new tariff.' },
  { by: 'support', text: 'On-call number is answered outside office hours only.' },
  { by: 'finance', text: 'Pays quarterly; a low balance at the end of a quarter is normal.' },
  { by: 'support', text: 'Firewall drops idle SIP sessions; registration every 60 s.' },
  { by: 'support', text: 'Speaks Portuguese and English.' },
  { by: 'manager', text: 'Moves office in January. New emergency address needed then.' },
]

export const views: readonly { by: Role; name: string; search: string; shared: boolean }[] = [
  { by: 'manager', name: 'Disabled, next review first', search: 'status=disabled&sort=review', shared: true },
  { by: 'finance', name: 'In the red', search: 'creditMax=0&rollup=no', shared: true },
  { by: 'support', name: 'With notes', search: 'notes=yes', shared: false },
]

export const protection = 'Hospital: emergency lines. Call the head of IT before any change.'

export const limitsFile = { file: 'channel-limits.csv', reason: 'From the contracts' }

export const partlyFailedJob = { accounts: 14, reason: 'New tariff from December' }

export const waitingApproval = { accounts: 12, reason: 'Final notice of the dunning run; nobody answered' }
