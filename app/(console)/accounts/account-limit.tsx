import { Banner } from '@/components/ui/banner'
import { formatCount, formatNumber } from '@/components/ui/number'
import { type AccountLimit, accountsLeft } from '@/lib/account-limit'

/** "934 active of 1,000 · 1,018 including cancelled": the figure that counts against the limit comes first. */
export function limitWords({ cap, counts, active, all }: AccountLimit): string {
  const of = `of ${formatNumber(cap)}`
  if (all === active) return `${formatNumber(active)} ${of}`
  const [activeWords, allWords] = [`${formatNumber(active)} active`, `${formatNumber(all)} including cancelled`]
  return counts === 'active' ? `${activeWords} ${of} · ${allWords}` : `${allWords} ${of} · ${activeWords}`
}

/** Warns that the accounts about to be created do not fit within the account limit. */
export function LimitWarning({ limit, wanted }: { limit: AccountLimit; wanted: number }) {
  const left = accountsLeft(limit)
  if (wanted <= left) return null
  const title =
    left > 0
      ? `Only ${formatCount(left, 'more account')} ${left === 1 ? 'fits' : 'fit'} within the account limit`
      : 'The account limit is reached'
  const underWay = limit.underWay > 0 && `, ${formatNumber(limit.underWay)} being created`
  return (
    <Banner tone="warning" title={title}>
      {limitWords(limit)}
      {underWay}. Telnyx refuses accounts beyond its limit.
    </Banner>
  )
}
