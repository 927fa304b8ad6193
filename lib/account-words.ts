import type { AccountFilter } from './account-search'
import type { AccountStatus } from './managed-account'

// The words for what an account's facts are, the same on screens, in exports and in the record.

export const statusWords: Record<AccountStatus, string> = {
  enabled: 'Enabled',
  disabled: 'Disabled',
  blocked: 'Blocked',
  cancelled: 'Cancelled',
  unknown: 'Not known',
}

/** The three values of a flag that Telnyx may leave out. */
export const flagWords = {
  rollup: { yes: 'Rollup', no: 'Own balance', unknown: 'Not known' },
  pricing: { yes: 'Allowed', no: 'Off', unknown: 'Not known' },
} as const

/** One filter in words, and the filter without it. */
type FilterWord = { key: string; label: string; value: string; without: Partial<AccountFilter> }

const lists = {
  status: { label: 'Status', word: (value: AccountFilter['status'][number]) => statusWords[value] },
  rollup: { label: 'Rollup billing', word: (value: AccountFilter['rollup'][number]) => flagWords.rollup[value] },
  pricing: { label: 'Custom pricing', word: (value: AccountFilter['pricing'][number]) => flagWords.pricing[value] },
  currency: { label: 'Currency', word: (value: string) => (value === 'unknown' ? 'Not known' : value) },
  limit: { label: 'Channel limit', word: (value: AccountFilter['limit'][number]) => limitWords[value] },
  missing: { label: 'At Telnyx', word: (value: AccountFilter['missing'][number]) => yesNoWords.missing[value] },
  protected: { label: 'Protected', word: (value: AccountFilter['protected'][number]) => yesNoWords.protected[value] },
  drifted: { label: 'Changed outside', word: (value: AccountFilter['drifted'][number]) => yesNoWords.drifted[value] },
}

export const limitWords = { known: 'Known', unknown: 'Not known' } as const
export const yesNoWords = {
  missing: { yes: 'Gone', no: 'Still there' },
  protected: { yes: 'Protected', no: 'Not protected' },
  drifted: { yes: 'Changed, not yet seen', no: 'No external changes' },
} as const

function listWords<K extends keyof typeof lists>(filter: AccountFilter, key: K): FilterWord[] {
  const values: readonly string[] = filter[key]
  const word = lists[key].word as (value: string) => string
  return values.map(value => ({
    key: `${key}-${value}`,
    label: lists[key].label,
    value: word(value),
    without: { [key]: values.filter(other => other !== value) },
  }))
}

function range(
  label: string,
  [least, most]: [string | number | null, string | number | null],
  names: [keyof AccountFilter, keyof AccountFilter],
): FilterWord[] {
  const has = (value: string | number | null) => value !== null && value !== ''
  if (!has(least) && !has(most)) return []
  const value = has(least) && has(most) ? `${least} to ${most}` : has(least) ? `from ${least}` : `up to ${most}`
  const empty = typeof least === 'string' ? '' : null
  return [{ key: names[0], label, value, without: { [names[0]]: empty, [names[1]]: empty } }]
}

/** A filter as people say it, each part removable by itself: nothing that selects rows goes unsaid. */
export function filterWords(filter: AccountFilter): FilterWord[] {
  const q = filter.q.trim()
  const by = filter.disabledBy.trim()
  return [
    ...(q ? [{ key: 'q', label: 'Search', value: q, without: { q: '' } }] : []),
    ...(Object.keys(lists) as (keyof typeof lists)[]).flatMap(key => listWords(filter, key)),
    ...range('Created', [filter.createdFrom, filter.createdTo], ['createdFrom', 'createdTo']),
    ...range('Updated', [filter.updatedFrom, filter.updatedTo], ['updatedFrom', 'updatedTo']),
    ...range('Disabled', [filter.disabledFrom, filter.disabledTo], ['disabledFrom', 'disabledTo']),
    ...range('Review on', [filter.reviewFrom, filter.reviewTo], ['reviewFrom', 'reviewTo']),
    ...(by ? [{ key: 'disabledBy', label: 'Disabled by', value: by, without: { disabledBy: '' } }] : []),
    ...range('Available credit', [filter.creditMin, filter.creditMax], ['creditMin', 'creditMax']),
    ...range('Channels', [filter.channelsMin, filter.channelsMax], ['channelsMin', 'channelsMax']),
  ]
}

/** Whether a selection, in these words or as an address has it, is by a balance or in the order of balances. */
export function namesBalances(text: string): boolean {
  return /(^|: | · )(Available credit|Currency): |(^|[?&])(creditMin|creditMax|currency)=|[?&]?sort=[^&]*(credit|currency)/.test(
    text,
  )
}

/** A filter as one sentence: "Status: Disabled, Blocked · Search: acme". Empty = nothing is filtered. */
export function filterSentence(filter: AccountFilter): string {
  const values = new Map<string, string[]>()
  for (const { label, value } of filterWords(filter)) values.set(label, [...(values.get(label) ?? []), value])
  return [...values].map(([label, words]) => `${label}: ${words.join(', ')}`).join(' · ')
}
