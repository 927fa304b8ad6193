import { cn } from './cn'
import { Unknown } from './description-list'
import { formatMoney } from './format-money'

type Props = {
  /** Decimal string as the API sent it; null = not known. */
  amount: string | null
  /** ISO 4217; null = not said, and then none is shown. */
  currency: string | null
  /** True where a negative amount is nothing to worry about. */
  plain?: boolean | undefined
  className?: string | undefined
}

/** `1,234.50 USD`, figures of one width; negative in the danger tone with a real minus sign. */
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
