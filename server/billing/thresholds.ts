import 'server-only'
import { readThreshold, usualThreshold } from '@/lib/credit-threshold'
import { currencyThresholdsInput } from '@/lib/credit-threshold-inputs'
import { readThresholds, thresholdKey } from '../accounts/credit-threshold'
import { writeSetting } from '../commands/change-setting'
import { defineCommand } from '../commands/define'

/** Sets below which credit is low in these currencies; an empty amount goes back to the usual threshold. */
export const setCurrencyThresholds = defineCommand({
  action: 'setting.change',
  permission: 'billing.thresholds',
  input: currencyThresholdsInput,
  run: (ctx, { amounts }) =>
    ctx.db.transaction(async tx => {
      const before = await readThresholds(tx)
      for (const [currency, amount] of new Map(amounts.map(one => [one.currency, one.amount]))) {
        const below = readThreshold(amount)
        const was = before[currency] ?? null
        if (below === was) continue
        await writeSetting(tx, ctx, {
          key: thresholdKey(currency),
          label: `Low credit threshold, ${currency}`,
          value: { below },
          changes: async () => ({ creditThreshold: [was ?? usualThreshold, below ?? usualThreshold] }),
        })
      }
      return null
    }),
})
