import { cn } from './cn'
import { Unknown } from './description-list'
import { formatMoney } from './format-money'

type Props = {
  /** Decimal string from the API; null = unknown. */
  amount: string | null
  /** ISO 4217; null = not reported, so none is shown. */
  currency: string | null
  /** True if a negative amount is not a problem. */
  plain?: boolean | undefined
  className?: string | undefined
}

/** `1,234.50 USD`, in tabular figures. Negative amounts are red, with a real minus sign. */
export function Money({ amount, currency, plain, className }: Props) {
  if (amount === null) return <Unknown />
  const parts = formatMoney(amount, currency)
  if (!parts) return <span className={className}>{amount}</span>
  return (
    <span className={cn('money', parts.negative && !plain && 'text-danger', className)}>
      {parts.negative && '−'}
      {parts.digits}
      {currency && <span className={parts.negative ? undefined : 'text-muted'}>{` ${currency}`}</span>}
    </span>
  )
}
