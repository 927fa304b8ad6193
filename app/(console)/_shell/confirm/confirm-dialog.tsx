'use client'

import { useQuery } from '@tanstack/react-query'
import { Building2, KeyRound } from 'lucide-react'
import { type FormEvent, useEffect, useEffectEvent, useState } from 'react'
import { type UseFormReturn, useForm } from 'react-hook-form'
import { CodeField } from '@/app/sign-in/code-field'
import { onTabMessage, readSession } from '@/app/tab-session'
import { applyProblem } from '@/components/form/apply-problem'
import { FormErrors } from '@/components/form/form-errors'
import { PasswordField } from '@/components/form/password-field'
import { problemOf } from '@/components/states/problem-of'
import { Waiting } from '@/components/states/waiting'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { SegmentedControl } from '@/components/ui/segmented'
import { SkeletonText } from '@/components/ui/skeleton'
import type { OwnSecurity } from '@/lib/operator'
import { type ConfirmInput, confirmInput } from '@/lib/operator-inputs'
import { confirmIdentity } from '../actions'
import { securityQuery } from '../queries'
import { runAction } from '../run-action'
import { type SignInWindow, useSignInWindow } from '../session/use-sign-in-window'
import { WindowNotice } from '../session/window-notice'
import { NotProven } from './not-proven'
import { canUsePasskeys } from './passkey-support'
import { usePasskeyConfirm } from './use-passkey-confirm'

type Proofs = { password: string; code: string }
type Way = keyof Proofs

/** The proofs that the operator can type. The first is the default. */
function typedWays(security: OwnSecurity): Way[] {
  return [
    ...(security.hasPassword ? (['password'] as const) : []),
    ...(security.totpSince !== null || security.recoveryCodesLeft > 0 ? (['code'] as const) : []),
  ]
}

async function send(input: ConfirmInput): Promise<void> {
  await runAction(confirmIdentity, input)
}

/** Null when the input is invalid. The field then shows why. */
function readProof(form: UseFormReturn<Proofs>, way: Way): ConfirmInput | null {
  const { password, code } = form.getValues()
  const input: ConfirmInput = way === 'password' ? { by: way, password } : { by: way, code }
  const parsed = confirmInput.safeParse(input)
  if (parsed.success) return input
  form.setError(way, { message: parsed.error.issues[0]?.message ?? 'Try again.' }, { shouldFocus: true })
  return null
}

/** The company's sign-in as the proof: the session that starts in its window is as fresh as the sign-in there. */
function useSingleSignOnConfirm(operatorId: string, onConfirmed: () => void) {
  const single = useSignInWindow(operatorId, { again: true })
  const [stale, setStale] = useState(false)
  const hear = useEffectEvent(async () => {
    const state = await readSession()
    if (state?.operator?.id !== operatorId) return
    if (state.fresh) onConfirmed()
    else setStale(single.state !== 'closed')
  })
  useEffect(() => onTabMessage(message => message === 'changed' && void hear()), [])
  return { single, stale }
}

const sentThen = 'What you started is sent after you confirm.'

type Props = { operatorId: string; why: string | null; onAnswer: (confirmed: boolean) => void }

/** Offers the proofs that this operator has. If it is closed, the waiting command is not run. */
export function ConfirmDialog({ operatorId, why, onAnswer }: Props) {
  const { data, error, refetch } = useQuery(securityQuery())
  const [chosen, setChosen] = useState<Way | null>(null)
  const [sending, setSending] = useState(false)
  const form = useForm<Proofs>({ defaultValues: { password: '', code: '' } })
  const passkey = usePasskeyConfirm(async answer => {
    await send(answer)
    onAnswer(true)
  })
  const { single, stale } = useSingleSignOnConfirm(operatorId, () => onAnswer(true))
  const { errors } = form.formState
  const ways = data ? typedWays(data) : []
  const way = chosen ?? ways[0] ?? null

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    form.clearErrors()
    const input = way && readProof(form, way)
    if (!input || sending) return
    setSending(true)
    try {
      await send(input)
      onAnswer(true)
    } catch (failure) {
      applyProblem(form.setError, problemOf(failure), ['password', 'code'])
    } finally {
      setSending(false)
    }
  }

  return (
    <Dialog
      open
      onOpenChange={() => onAnswer(false)}
      size="sm"
      title="Confirm your identity to continue"
      description={why === null ? sentThen : `${why} ${sentThen}`}
      busy={sending}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={() => onAnswer(false)} disabled={sending}>
            Cancel
          </Button>
          {way && (
            <Button type="submit" variant="primary" pending={sending} pendingLabel="Confirming…">
              Confirm
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {!data &&
          (error ? (
            <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
          ) : (
            <Waiting>
              <SkeletonText />
            </Waiting>
          ))}
        <FormErrors errors={errors} />
        {passkey.problem && <Banner tone="danger" role="alert" title={passkey.problem} />}
        {stale ? (
          <NotProven otherWay={ways.length > 0 || (data?.passkeys.length ?? 0) > 0} />
        ) : (
          <WindowNotice {...single} />
        )}
        {ways.length > 1 && way && (
          <SegmentedControl
            label="Confirm with"
            className="w-full"
            segments={ways.map(value => ({ value, label: value === 'password' ? 'Password' : 'Code' }))}
            value={way}
            onChange={setChosen}
          />
        )}
        {way === 'password' && <PasswordField control={form.control} label="Your password" autoFocus />}
        {way === 'code' && <CodeField {...form.register('code')} error={errors.code?.message} />}
        {data && <OtherWays security={data} passkey={passkey} single={single} />}
      </div>
    </Dialog>
  )
}

type OtherProps = {
  security: OwnSecurity
  passkey: { start: () => Promise<void>; pending: boolean }
  single: SignInWindow
}

function OtherWays({ security, passkey, single }: OtherProps) {
  const withPasskey = security.passkeys.length > 0
  const withIdentity = security.identities.length > 0
  if (!withPasskey && !withIdentity) return null
  return (
    <div className="grid gap-2 border-border border-t pt-4 first:border-t-0 first:pt-0">
      {withPasskey && (
        <Button
          disabled={!canUsePasskeys()}
          onClick={() => void passkey.start()}
          pending={passkey.pending}
          pendingLabel="Waiting for your passkey…"
        >
          <KeyRound aria-hidden />
          Use a passkey
        </Button>
      )}
      {withPasskey && !canUsePasskeys() && (
        <p className="text-muted text-xs">This browser does not support passkeys.</p>
      )}
      {withIdentity && (
        <Button onClick={single.open}>
          <Building2 aria-hidden />
          Use your company’s sign-in
        </Button>
      )}
    </div>
  )
}
