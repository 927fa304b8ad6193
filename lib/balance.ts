/** Whose balance Telnyx reports for an account: for an account on rollup billing it is the manager account's. */
type BalanceScope = 'own' | 'shared' | 'unknown'

export function balanceScope({ rollupBilling }: { rollupBilling: boolean | null }): BalanceScope {
  return rollupBilling === null ? 'unknown' : rollupBilling ? 'shared' : 'own'
}

type ScopeWords = {
  /** Shown next to a figure; null = not needed. */
  mark: string | null
  /** The long form, as a sentence. */
  long: string | null
  /** The form for files. */
  file: string
}

export const balanceScopeWords: Record<BalanceScope, ScopeWords> = {
  own: { mark: null, long: null, file: 'This account' },
  shared: { mark: 'shared', long: 'Manager’s balance, shared', file: 'Manager account (shared)' },
  unknown: {
    mark: 'may be shared',
    long: 'May be the manager’s balance: Telnyx did not report the rollup flag',
    file: 'Not known',
  },
}
