/** Whose balance Telnyx's figures for an account are: an account on rollup billing is answered with its manager account's. */
type BalanceScope = 'own' | 'shared' | 'unknown'

export function balanceScope({ rollupBilling }: { rollupBilling: boolean | null }): BalanceScope {
  return rollupBilling === null ? 'unknown' : rollupBilling ? 'shared' : 'own'
}

type ScopeWords = {
  /** Beside a figure; null = it needs none. */
  mark: string | null
  /** Where there is room for a sentence. */
  long: string | null
  /** In a file. */
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
