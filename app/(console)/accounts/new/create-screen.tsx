'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Banner } from '@/components/ui/banner'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Page } from '@/components/ui/page'
import { PageHeader } from '@/components/ui/page-header'
import { type CreateAccountInput, createAccountInput } from '@/lib/account-inputs'
import type { AccountLimit } from '@/lib/account-limit'
import type { SentCreate, WantedAccount } from '@/lib/accounts'
import type { Problem } from '@/lib/errors'
import type { Role } from '@/lib/permissions'
import { refreshScreens } from '../../_shell/refresh-screens'
import { useLeaveWarning } from '../../_shell/use-leave-warning'
import { LimitWarning } from '../account-limit'
import { Checking, NotCreated } from './checking'
import { CreateForm } from './create-form'
import { createTools } from './create-tools'
import { HandOver } from './hand-over'
import { passwordOf, type Stage, stageOf, wantedOf } from './stage'
import { submitCreate } from './submit-create'
import { useArrival } from './use-arrival'

const empty = (id: string) => ({ id, name: '', email: '', password: '', customPricing: false, acknowledged: [] })
const fields = ['name', 'email', 'password', 'rollupBilling', 'customPricing', 'acknowledged'] as const

type Props = {
  operatorEmail: string
  role: Role
  limit: AccountLimit
  /** The form that the address names: sent from this or another tab, or about to be sent. */
  formId: string | null
  /** What the console knows of that form; null = it has not arrived. */
  sent: SentCreate | null
}

export function CreateScreen({ operatorEmail, role, limit, formId, sent }: Props) {
  const client = useQueryClient()
  const router = useRouter()
  const [stage, setStage] = useState<Stage>(() => stageOf(sent))
  const [defaultValues] = useState(() => empty(formId ?? crypto.randomUUID()))
  const form = useForm<CreateAccountInput>({ resolver: zodResolver(createAccountInput), defaultValues })
  const sending = useRef(false)
  /** The passwords that the current form was sent with. */
  const passwords = useRef<string[]>([])
  const { isDirty, isSubmitting } = form.formState
  // A password is shown once.
  useLeaveWarning(stage.kind === 'form' ? isDirty : 'password' in stage && stage.password.kind === 'shown')
  const unheardOf = stage.kind === 'form' && formId !== null && sent === null && !isSubmitting
  useArrival(unheardOf ? formId : null)

  const newId = () => {
    passwords.current = []
    keepInAddress(null)
    return crypto.randomUUID()
  }
  const submit = form.handleSubmit(async input => {
    if (sending.current) return
    sending.current = true
    // From now on, a reload or a duplicated tab shows the outcome of this form instead of an empty form.
    keepInAddress(input.id)
    const outcome = await submitCreate(input, createTools).finally(() => {
      sending.current = false
    })
    const wanted = wantedOf(input, operatorEmail)
    const password = passwordOf(input.password, passwords.current)
    passwords.current.push(input.password)
    if (outcome.kind === 'created') setStage({ kind: 'created', account: outcome.account, wanted, password })
    else if (outcome.kind === 'checking') setStage({ kind: 'checking', wanted, password })
    else if (outcome.kind === 'earlier') router.refresh()
    else {
      if (outcome.final) form.setValue('id', newId())
      applyProblem(form.setError, outcome.problem, fields)
    }
    void refreshScreens(client)
  })
  const backToForm = (wanted: WantedAccount, problem: Problem | null) => {
    const id = newId()
    if (isDirty) form.setValue('id', id)
    else {
      // The values were typed in another tab or before a reload.
      const { name, email, rollupBilling, customPricing } = wanted
      form.reset({ ...empty(id), name, email, rollupBilling, customPricing })
    }
    setStage({ kind: 'form' })
    if (problem) applyProblem(form.setError, problem, fields)
  }
  return (
    <Page width="narrow">
      <PageHeader
        breadcrumb={<Breadcrumb above="Managed accounts" href="/accounts" here="New account" />}
        title="New account"
      />
      {unheardOf && (
        <Banner tone="info" className="mb-4" title="This form has not arrived at the console">
          If you already sent the form, fill it in and send it again. The console recognizes the form and creates one
          account at most.
        </Banner>
      )}
      {stage.kind === 'form' && (
        <div className="grid gap-4">
          <LimitWarning limit={limit} wanted={1} />
          <CreateForm form={form} operatorEmail={operatorEmail} busy={isSubmitting} onSubmit={submit} />
        </div>
      )}
      {stage.kind === 'checking' && (
        <Checking
          commandId={form.getValues('id')}
          wanted={stage.wanted}
          role={role}
          onCreated={account => setStage({ ...stage, kind: 'created', account })}
          onNotCreated={problem => backToForm(stage.wanted, problem)}
        />
      )}
      {stage.kind === 'not_created' && (
        <NotCreated problem={stage.problem} onBack={() => backToForm(stage.wanted, stage.problem)} />
      )}
      {stage.kind === 'created' && (
        <HandOver
          account={stage.account}
          wanted={stage.wanted}
          password={stage.password}
          onAnother={() => {
            form.reset(empty(newId()))
            setStage({ kind: 'form' })
          }}
        />
      )}
    </Page>
  )
}

/** Without a navigation, so that the page stays as it is. */
function keepInAddress(formId: string | null): void {
  window.history.replaceState(null, '', formId === null ? '/accounts/new' : `/accounts/new?form=${formId}`)
}
