'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQuery } from '@tanstack/react-query'
import { Building2, KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Field } from '@/components/form/field'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { problemOf } from '@/components/states/problem-of'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Input } from '@/components/ui/input'
import { SegmentedControl } from '@/components/ui/segmented'
import { SkeletonText } from '@/components/ui/skeleton'
import { type ConfirmInput, confirmInput, type OwnSecurity } from '@/lib/operator'
import { confirmIdentity } from '../_security/actions'
import { securityQuery } from '../_security/queries'
import { canUsePasskeys } from '../_security/passkey-support'
import { runAction } from './run-action'
import { signInAgain } from './sign-in-again'
import { usePasskeyConfirm } from './use-passkey-confirm'

type Typed = Exclude<ConfirmInput['by'], 'passkey'>
type Props = { onAnswer: (confirmed: boolean) => void }

/** Asks for what this operator has. Put away, what waits for it is not done. */
export function ConfirmDialog({ onAnswer }: Props) {
  const { data, error, refetch } = useQuery(securityQuery())
  if (data) return <Ask security={data} onAnswer={onAnswer} />
  return (
    <Dialog open onOpenChange={() => onAnswer(false)} size="sm" {...words}>
      {error ? (
        <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
      ) : (
        <SkeletonText lines={3} />
      )}
    </Dialog>
  )
}

const words = {
  title: 'Confirm that it is you',
  description: 'This needs a sign-in or a confirmation of the last five minutes. What you began then goes on by itself.',
}

function typedWays(security: OwnSecurity): Typed[] {
  return [
    ...(security.hasPassword ? (['password'] as const) : []),
    ...(security.totpSince !== null || security.recoveryCodesLeft > 0 ? (['code'] as const) : []),
  ]
}

function Ask({ security, onAnswer }: Props & { security: OwnSecurity }) {
  const ways = typedWays(security)
  const [way, setWay] = useState<Typed | null>(ways[0] ?? null)
  const form = useForm({ resolver: zodResolver(confirmInput), defaultValues: emptyFor(way ?? 'password') })
  const { isSubmitting } = form.formState
  const send = async (input: ConfirmInput) => {
    await runAction(confirmIdentity, input)
    onAnswer(true)
  }
  const passkey = usePasskeyConfirm(send)
  const submit = form.handleSubmit(async input => {
    await send(input).catch(error => applyProblem<ConfirmInput>(form.setError, problemOf(error), ['password', 'code']))
  })
  const choose = (next: Typed) => {
    setWay(next)
    form.reset(emptyFor(next))
  }
  const busy = isSubmitting || passkey.pending
  return (
    <Dialog
      open
      onOpenChange={() => onAnswer(false)}
      size="sm"
      {...words}
      busy={isSubmitting}
      onSubmit={way ? submit : event => event.preventDefault()}
      footer={
        <>
          <Button onClick={() => onAnswer(false)} disabled={isSubmitting}>
            Cancel
          </Button>
          {way && (
            <Button type="submit" variant="primary" pending={isSubmitting} pendingLabel="Confirming…" disabled={busy}>
              Confirm
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        <FormErrors errors={form.formState.errors} />
        {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
        {ways.length > 1 && way && (
          <SegmentedControl
            label="Confirm with"
            segments={ways.map(value => ({ value, label: value === 'password' ? 'Password' : 'Code' }))}
            value={way}
            onChange={choose}
          />
        )}
        {way && <TypedProof key={way} way={way} form={form} />}
        <OtherWays security={security} passkey={passkey} divided={way !== null} />
      </div>
    </Dialog>
  )
}
