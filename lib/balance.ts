/** Whose balance Telnyx reports for an account. For an account on rollup billing it reports the manager account's. */
type BalanceScope = 'own' | 'shared' | 'unknown'

export function balanceScope({ rollupBilling }: { rollupBilling: boolean | null }): BalanceScope {
  return rollupBilling === null ? 'unknown' : rollupBilling ? 'shared' : 'own'
}

type ScopeWords = {
  /** Beside an amount; null = none is needed. */
  mark: string | null
  /** As a sentence, without its full stop. */
  long: string | null
  /** The form for files. */
  file: string
}

export const balanceScopeWords: Record<BalanceScope, ScopeWords> = {
  own: { mark: null, long: null, file: 'This account' },
  shared: { mark: 'shared', long: 'Your manager account’s balance, shared', file: 'Manager account (shared)' },
  unknown: {
    mark: 'shared?',
    long: 'May be your manager account’s balance, because Telnyx did not report the rollup flag',
    file: 'Unknown',
  },
}
