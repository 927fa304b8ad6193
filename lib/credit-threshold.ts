/** Credit below this is low where nobody has set another threshold, in every currency. */
export const usualThreshold = '10'

/** By currency, the thresholds that somebody has set. */
export type Thresholds = Readonly<Record<string, string>>

/** Below which available credit counts as low, for one account. */
export type CreditThreshold = {
  /** A decimal in the account's currency. */
  amount: string
  /** Set for this account, for its currency, or by nobody. */
  source: 'account' | 'currency' | 'default'
  /** What applies without a threshold of the account's own. */
  usual: string
}

/** Null for an account that does not pay from its own balance: whether the manager's balance is low is not its own. */
export function thresholdOf(
  account: { rollupBilling: boolean | null; currency: string | null; creditThreshold: string | null },
  thresholds: Thresholds,
): CreditThreshold | null {
  if (account.rollupBilling !== false) return null
  const ofCurrency = account.currency === null ? undefined : thresholds[account.currency]
  const usual = ofCurrency ?? usualThreshold
  if (account.creditThreshold !== null) return { amount: account.creditThreshold, source: 'account', usual }
  return { amount: usual, source: ofCurrency === undefined ? 'default' : 'currency', usual }
}

/** 25 and 25.00 are the same amount. Thresholds have few enough digits for numbers to be exact. */
export function isSameThreshold(one: string | null, other: string | null): boolean {
  return one === other || (one !== null && other !== null && Number(one) === Number(other))
}

/** Parses a threshold with up to nine digits before the point and four after it; null for any other text. */
export function readThreshold(text: string): string | null {
  const match = /^\s*(-?)0*(\d{1,9})(?:\.(\d{1,4}))?\s*$/.exec(text)
  return match ? `${match[1]}${match[2]}${match[3] ? `.${match[3]}` : ''}` : null
}
