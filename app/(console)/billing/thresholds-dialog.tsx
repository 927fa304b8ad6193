'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { useForm } from 'react-hook-form'
import { Field } from '@/components/form/field'
import { sendForm } from '@/components/form/send-form'
import { problemOf } from '@/components/states/problem-of'
import { useWaitingWords } from '@/components/states/waiting'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { type Thresholds, usualThreshold } from '@/lib/credit-threshold'
import { currencyThresholdsForm } from '@/lib/credit-threshold-inputs'
import { problemText } from '@/lib/errors'
import { FormDialog } from '../_shell/form-dialog'
import { useRun } from '../_shell/use-run'
import { setCurrencyThresholds } from './actions'
import { billingTotalsQuery } from './queries'

/** Sets below which credit is low, for every currency in which an account's own balance is known. */
export function ThresholdsDialog({ thresholds, onClose }: { thresholds: Thresholds; onClose: () => void }) {
  // Refetches every query: the overview and account pages show it too.
  const { busy, run } = useRun([])
  const { data: totals, error } = useQuery(billingTotalsQuery())
  const loading = useWaitingWords('Loading currencies…')
  const known = totals?.own.totals.flatMap(({ currency }) => currency ?? []) ?? []
  const currencies = [...new Set([...known, ...Object.keys(thresholds)])].sort()
  const form = useForm({
    resolver: zodResolver(currencyThresholdsForm),
    // By currency: one that becomes known while the dialog is open must not move the others.
    defaultValues: { amounts: { ...thresholds } },
  })
  const { errors, dirtyFields } = form.formState
  const submit = sendForm(form, [], async ({ amounts }) => {
    // Only what was changed: another person may change another currency at the same time.
    const changed = Object.entries(amounts).flatMap(([currency, amount]) =>
      dirtyFields.amounts?.[currency] ? [{ currency, amount }] : [],
    )
    if (changed.length === 0) return onClose()
    await run(setCurrencyThresholds, { amounts: changed })
    toast.success('Low credit thresholds changed')
    onClose()
  })
  return (
    <FormDialog
      title="Change thresholds"
      description="Available credit below these amounts is low. An account’s own threshold, set on its page or in this list, comes first."
      errors={errors}
      busy={busy}
      label="Change thresholds"
      busyLabel="Changing…"
      disabled={currencies.length === 0}
      onSubmit={submit}
      onClose={onClose}
    >
      {currencies.length === 0 && totals && (
        <p>No own balance is known yet. The currencies of known balances appear here.</p>
      )}
      {!totals && <p role="status">{error ? problemText(problemOf(error)) : loading}</p>}
      <div className="grid grid-cols-2 gap-4">
        {currencies.map(currency => (
          <Field key={currency} label={`Threshold in ${currency}`} error={errors.amounts?.[currency]?.message}>
            {control => (
              <Input
                {...control}
                {...form.register(`amounts.${currency}`)}
                inputMode="decimal"
                autoComplete="off"
                placeholder={usualThreshold}
                className="figures"
              />
            )}
          </Field>
        ))}
      </div>
      <p className="text-muted text-xs">
        Empty: {usualThreshold}, as in all other currencies. Accounts on rollup billing share the manager account’s
        balance and have no threshold.
      </p>
    </FormDialog>
  )
}
