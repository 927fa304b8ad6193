import { readThreshold } from './credit-threshold'
import { text, trimmed, z } from './zod'

const currency = text().check(z.regex(/^[A-Z]{3}$/, 'Enter a currency such as USD.'))

/** Empty = none of its own. */
const amount = trimmed(20).check(
  z.refine(
    typed => typed === '' || readThreshold(typed) !== null,
    'Enter an amount such as 10 or 2.50, without thousands separators.',
  ),
)

export const accountThresholdInput = z.object({ accountId: z.uuid('This is not an account id.'), amount })

/** The form of all currencies. */
export const currencyThresholdsForm = z.object({ amounts: z.record(currency, amount) })

export const currencyThresholdsInput = z.object({
  amounts: z
    .array(z.object({ currency, amount }))
    .check(z.minLength(1, 'Change an amount first.'), z.maxLength(50, 'Change 50 currencies or fewer at a time.')),
})
