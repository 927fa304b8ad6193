import 'server-only'
import { isSameThreshold, readThreshold, usualThreshold } from '@/lib/credit-threshold'
import { currencyThresholdsInput } from '@/lib/credit-threshold-inputs'
import { readThresholds, thresholdKey } from '../accounts/credit-threshold'
import { lockSettings, writeSetting } from '../commands/change-setting'
import { defineCommand } from '../commands/define'

/** Sets the low credit thresholds of currencies. An empty amount restores the usual one. */
export const setCurrencyThresholds = defineCommand({
  action: 'setting.change',
  permission: 'billing.thresholds',
  input: currencyThresholdsInput,
  run: (ctx, { amounts }) =>
    ctx.db.transaction(async tx => {
      await lockSettings(tx)
      const before = await readThresholds(tx)
      for (const [currency, amount] of new Map(amounts.map(one => [one.currency, one.amount]))) {
        const below = readThreshold(amount)
        const was = before[currency] ?? null
        if (isSameThreshold(below, was)) continue
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
