'use client'

import { useEffect, useRef } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { LinkButton } from '@/components/ui/link-button'
import { MonoId } from '@/components/ui/mono-id'
import type { WantedAccount } from '@/lib/accounts'
import { accountHref } from '../../_shell/account-link'
import type { TypedPassword } from './stage'
import type { CreatedAccount } from './submit-create'

type Props = {
  /** Null: a person said that it was created, so its id is not known here. */
  account: CreatedAccount | null
  wanted: WantedAccount
  password: TypedPassword
  onAnother: () => void
}

/**
 * What was created: to pass on or print, and what comes next. The password stands beside the card, in the tab it was typed in and
 * nowhere else: paper lies around.
 */
export function HandOver({ account, wanted, password, onAnother }: Props) {
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => heading.current?.focus(), [])
  // An answer that belongs to an earlier sending of this form may have had another password, or none.
  const facts = account ?? wanted
  const secret = facts.hasPassword && password.kind === 'shown' ? password.text : null
  return (
    <div ref={heading} tabIndex={-1} className="grid gap-4 outline-none">
      <Banner tone="success" role="status" title={<bdi>{facts.name} was created</bdi>}>
        {secret !== null && 'The password is shown this one time: copy it before you leave.'}
      </Banner>
      {secret !== null && (
        <Card title="Password, shown this one time">
          <MonoId id={secret} copyLabel="Copy password" full />
        </Card>
      )}
      <div data-printed>
        <Card title="To hand over">
          <DescriptionList>
            <Description label="Business name">{facts.name}</Description>
            <Description label="Sign-in e-mail">
              <span className="inline-flex max-w-full items-center gap-0.5">
                {facts.email}
                <CopyButton value={facts.email} label="Copy e-mail" />
              </span>
            </Description>
            <Description label="Password">{passwordWords(facts.hasPassword, password)}</Description>
            {account && (
              <Description label="Account id">
                <MonoId id={account.accountId} copyLabel="Copy account id" full />
              </Description>
            )}
            <Description label="Billing">{facts.rollupBilling ? 'Rollup billing' : 'Own balance'}</Description>
            <Description label="Custom pricing">{facts.customPricing ? 'Allowed' : 'Off'}</Description>
          </DescriptionList>
          <h3 className="mt-4 mb-1 font-medium">Next steps</h3>
          <NextSteps facts={facts} />
        </Card>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => window.print()}>Print</Button>
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

function passwordWords(hasPassword: boolean, password: TypedPassword): string {
  if (!hasPassword) return 'None: nobody can sign in to the account directly'
  if (password.kind === 'several') return 'Set: one of those that were typed, and nobody knows which'
  if (password.kind === 'shown') return 'Set; it is passed on separately'
  return 'Set when it was created; it cannot be shown again'
}

function NextSteps({ facts }: { facts: WantedAccount }) {
  return (
    <ul className="list-disc space-y-1 pl-4">
      <li>Its status appears with the next sync, within about a minute.</li>
      {!facts.rollupBilling && <li>Fund its balance in Telnyx’s portal before the first call.</li>}
      <li>Set its channel limit when it needs another one than Telnyx’s default.</li>
      {facts.hasPassword && <li>Give the customer the password over another way than the e-mail address.</li>}
    </ul>
  )
}
