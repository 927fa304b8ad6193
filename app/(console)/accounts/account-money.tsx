import { cn } from '@/components/ui/cn'
import { formatMoney } from '@/components/ui/format-money'
import { Money } from '@/components/ui/money'
import { balanceScope, balanceScopeWords } from '@/lib/balance'

type Props = {
  account: { rollupBilling: boolean | null; currency: string | null }
  /** Decimal string; null = not known. */
  amount: string | null
  /** Without the mark of a shared balance, beside an amount that has it. */
  bare?: boolean | undefined
  className?: string | undefined
}

/** An amount of an account's balance. An amount that is the manager's is marked as shared, and never shown as a debt. */
export function AccountMoney({ account, amount, bare, className }: Props) {
  const { mark, long } = balanceScopeWords[balanceScope(account)]
  if (amount === null || mark === null) {
    return <Money amount={amount} currency={account.currency} className={className} />
  }
  return (
    <span title={`${formatMoney(amount, account.currency)?.text ?? amount}. ${long}.`} className="text-muted">
      {!bare && <span className="mr-1 text-xs">{mark}</span>}
      <Money amount={amount} currency={account.currency} plain className={cn(className, 'font-normal')} />
    </span>
  )
}
