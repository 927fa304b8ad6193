import { Banner } from '@/components/ui/banner'
import { formatCount, formatNumber } from '@/components/ui/number'
import { type AccountLimit, accountsLeft } from '@/lib/account-limit'

/** "934 active of 1,000 · 1,018 with cancelled": the figure that counts comes first. */
export function limitWords({ cap, counts, active, all }: AccountLimit): string {
  const of = `of ${formatNumber(cap)}`
  if (all === active) return `${formatNumber(active)} ${of}`
  const [activeWords, allWords] = [`${formatNumber(active)} active`, `${formatNumber(all)} with cancelled`]
  return counts === 'active' ? `${activeWords} ${of} · ${allWords}` : `${allWords} ${of} · ${activeWords}`
}

/** Shown where so many accounts are about to be created and do not fit; the same words wherever that is. */
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
