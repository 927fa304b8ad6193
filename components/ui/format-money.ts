type MoneyParts = {
  negative: boolean
  /** Grouped digits with every decimal that was given, without the sign: `1,234.505`. */
  digits: string
  /** With the sign (U+2212) and the currency: `−1,234.50 USD`. */
  text: string
}

const decimals = new Map<string, number>()

/** The decimals of a currency (2 for USD, 0 for JPY, 3 for KWD); 2 if it is unknown. */
function decimalsOf(currency: string | null): number {
  if (!currency) return 2
  const known = decimals.get(currency)
  if (known !== undefined) return known
  let digits = 2
  try {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  } catch {
    // Not a well-formed code: shown as it is.
  }
  decimals.set(currency, digits)
  return digits
}

/** Works on the text, so that the amount never becomes a float. Null if the text is not a decimal number. */
export function formatMoney(amount: string, currency: string | null): MoneyParts | null {
  const match = /^\s*([+-]?)(\d+)(?:\.(\d*))?\s*$/.exec(amount)
  if (!match) return null
  const whole = (match[2] ?? '0').replace(/^0+(?=\d)/, '')
  const fraction = (match[3] ?? '').replace(/0+$/, '').padEnd(decimalsOf(currency), '0')
  const negative = match[1] === '-' && /[1-9]/.test(whole + fraction)
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const digits = fraction ? `${grouped}.${fraction}` : grouped
  return { negative, digits, text: `${negative ? '−' : ''}${digits}${currency ? ` ${currency}` : ''}` }
}
