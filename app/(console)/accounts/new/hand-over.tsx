'use client'

import { useEffect, useRef } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { LinkButton } from '@/components/ui/link-button'
import { MonoId } from '@/components/ui/mono-id'
import type { CreateAccountInput } from '@/lib/account-inputs'
import { accountHref } from '../../_accounts/account-link'
import type { CreatedAccount } from './submit-create'

type Props = {
  /** Null: a person said that it was created, so its id is not known here. */
  account: CreatedAccount | null
  /** What this form sent: the only place where the password still is. */
  sent: CreateAccountInput
  onAnother: () => void
}

/** Shown once, after the account was created: what to pass on, and what comes next. */
export function HandOver({ account, sent, onAnother }: Props) {
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const name = account?.name ?? sent.name
  const email = account?.email ?? sent.email
  // An answer that belongs to an earlier sending of this form may have had another password, or none.
  const password = sent.password !== '' && account?.hasPassword !== false ? sent.password : null
  return (
    <div ref={heading} tabIndex={-1} className="grid gap-4 outline-none">
      <Banner tone="success" role="status" title={<bdi>{name} was created</bdi>}>
        {password !== null && 'The password is shown this one time: copy it before you leave.'}
      </Banner>
      <Card title="To hand over">
        <DescriptionList>
          <Description label="Business name">{name}</Description>
          <Description label="Sign-in e-mail">
            {email && (
              <span className="inline-flex max-w-full items-center gap-0.5">
                {email}
                <CopyButton value={email} label="Copy e-mail" />
              </span>
            )}
          </Description>
          <Description label="Password">
            {password === null ? (
              'None: nobody can sign in to the account directly'
            ) : (
              <MonoId id={password} copyLabel="Copy password" full />
            )}
          </Description>
          {account && (
            <Description label="Account id">
              <MonoId id={account.accountId} copyLabel="Copy account id" full />
            </Description>
          )}
          <Description label="Billing">
            {(account?.rollupBilling ?? sent.rollupBilling) ? 'Rollup billing' : 'Own balance'}
          </Description>
          <Description label="Custom pricing">
            {(account?.customPricing ?? sent.customPricing) ? 'Allowed' : 'Off'}
          </Description>
        </DescriptionList>
      </Card>
      <Card title="Next">
        <ul className="list-disc space-y-1 pl-4">
          <li>Its status appears with the next sync, within about a minute.</li>
          {!(account?.rollupBilling ?? sent.rollupBilling) && (
            <li>Fund its balance in Telnyx’s portal before the first call.</li>
          )}
          <li>Set its channel limit when it needs another one than Telnyx’s default.</li>
          {password !== null && <li>Give the customer the password over another way than the e-mail address.</li>}
        </ul>
      </Card>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onAnother}>Create another</Button>
        {account ? (
          <LinkButton href={accountHref(account.accountId)} variant="primary">
            Open the account
          </LinkButton>
        ) : (
          <LinkButton href="/accounts" variant="primary">
            Go to the accounts
          </LinkButton>
        )}
      </div>
    </div>
  )
}
