import { cn } from '@/components/ui/cn'
import { Money } from '@/components/ui/money'
import { balanceScope, balanceScopeWords } from '@/lib/balance'

type Props = {
  account: { rollupBilling: boolean | null; currency: string | null }
  /** Decimal string; null = not known. */
  amount: string | null
  className?: string | undefined
}

/** A figure of an account's balance; one that is the manager's says so beside it, and is nobody's debt. */
export function AccountMoney({ account, amount, className }: Props) {
  const { mark, long } = balanceScopeWords[balanceScope(account)]
  if (amount === null || mark === null) {
    return <Money amount={amount} currency={account.currency} className={className} />
  }
  return (
    <span title={`${long}.`} className="text-muted">
      <span className="mr-1.5 text-xs">{mark}</span>
      <Money amount={amount} currency={account.currency} plain className={cn(className, 'font-normal')} />
    </span>
  )
}
