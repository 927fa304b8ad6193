'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { applyProblem } from '@/components/form/apply-problem'
import { Page } from '@/components/shell/page'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { type CreateAccountInput, createAccountInput } from '@/lib/account-inputs'
import type { Problem } from '@/lib/errors'
import type { Role } from '@/lib/permissions'
import { refreshScreens } from '../../_accounts/queries'
import { Checking } from './checking'
import { CreateForm } from './create-form'
import { createTools } from './create-tools'
import { HandOver } from './hand-over'
import { type CreatedAccount, submitCreate } from './submit-create'

type Stage =
  | { kind: 'form' }
  | { kind: 'checking'; commandId: string; sent: CreateAccountInput }
  | { kind: 'created'; account: CreatedAccount | null; sent: CreateAccountInput }

const empty = () => ({
  id: crypto.randomUUID(),
  name: '',
  email: '',
  password: '',
  customPricing: false,
  acknowledged: [],
})
const fields = ['name', 'email', 'password', 'rollupBilling', 'customPricing'] as const

type Props = { operatorEmail: string; role: Role }

export function CreateScreen({ operatorEmail, role }: Props) {
  const client = useQueryClient()
  const [stage, setStage] = useState<Stage>({ kind: 'form' })
  const form = useForm<CreateAccountInput>({ resolver: zodResolver(createAccountInput), defaultValues: empty() })
  const sending = useRef(false)
  const { isDirty, isSubmitting } = form.formState
  const secret = stage.kind !== 'form' && stage.sent.password !== ''
  useLeaveWarning(stage.kind === 'form' ? isDirty : secret)

  const backToForm = (problem: Problem | null) => {
    form.setValue('id', crypto.randomUUID())
    setStage({ kind: 'form' })
    if (problem) applyProblem(form.setError, problem, fields)
  }
  const submit = form.handleSubmit(async input => {
    if (sending.current) return
    sending.current = true
    const outcome = await submitCreate(input, createTools).finally(() => {
      sending.current = false
    })
    if (outcome.kind === 'created') setStage({ kind: 'created', account: outcome.account, sent: input })
    else if (outcome.kind === 'checking') setStage({ kind: 'checking', commandId: outcome.commandId, sent: input })
    else {
      if (outcome.final) form.setValue('id', crypto.randomUUID())
      applyProblem(form.setError, outcome.problem, fields)
    }
    void refreshScreens(client)
  })
  const again = () => {
    form.reset(empty())
    setStage({ kind: 'form' })
  }
  return (
    <Page width="narrow">
      <PageHeader
        breadcrumb={
          <Breadcrumb crumbs={[{ label: 'Managed accounts', href: '/accounts' }, { label: 'New account' }]} />
        }
        title="New account"
      />
      {stage.kind === 'form' && (
        <CreateForm form={form} operatorEmail={operatorEmail} busy={isSubmitting} onSubmit={submit} />
      )}
      {stage.kind === 'checking' && (
        <Checking
          commandId={stage.commandId}
          sent={stage.sent}
          operatorEmail={operatorEmail}
          role={role}
          onCreated={account => setStage({ kind: 'created', account, sent: stage.sent })}
          onNotCreated={backToForm}
        />
      )}
      {stage.kind === 'created' && <HandOver account={stage.account} sent={stage.sent} onAnother={again} />}
    </Page>
  )
}

/** Typed input, and a password that is shown once, are lost with the page: the browser asks first. */
function useLeaveWarning(on: boolean) {
  useEffect(() => {
    if (!on) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [on])
}
