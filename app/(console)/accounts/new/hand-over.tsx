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
  /** Null if a person settled that it was created: its id is then unknown here. */
  account: CreatedAccount | null
  wanted: WantedAccount
  password: TypedPassword
  onAnother: () => void
}

/**
 * The created account, to pass on or print, and the next steps. The password is outside the printed card, because paper lies around,
 * and only in the tab it was typed in.
 */
export function HandOver({ account, wanted, password, onAnother }: Props) {
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => heading.current?.focus(), [])
  // The answer may belong to an earlier sending of this form, with another password or none.
  const facts = account ?? wanted
  const secret = facts.hasPassword && password.kind === 'shown' ? password.text : null
  return (
    <div ref={heading} tabIndex={-1} className="grid gap-4 outline-none">
      <Banner tone="success" role="status" title={<bdi>{facts.name} was created</bdi>}>
        {secret !== null && 'The password is shown only once. Copy it before you leave.'}
      </Banner>
      {secret !== null && (
        <Card title="Password, shown only once">
          <MonoId id={secret} copyLabel="Copy password" full />
        </Card>
      )}
      <div data-printed>
        <Card title="Account details">
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
        <Button onClick={() => window.print()}>Print details</Button>
        <Button onClick={onAnother}>Create another account</Button>
        <LinkButton href={account ? accountHref(account.accountId) : '/accounts'} variant="primary">
          {account ? 'Open account' : 'Go to accounts'}
        </LinkButton>
      </div>
    </div>
  )
}

function passwordWords(hasPassword: boolean, password: TypedPassword): string {
  if (!hasPassword) return 'None. Nobody can sign in to the account directly.'
  if (password.kind === 'several')
    return 'Set to one of the passwords that were typed. The console does not know which one.'
  if (password.kind === 'shown') return 'Set. Passed on separately.'
  return 'Set at creation. It cannot be shown again.'
}

function NextSteps({ facts }: { facts: WantedAccount }) {
  return (
    <ul className="list-disc space-y-1 pl-4">
      <li>Its status appears with the next sync.</li>
      {!facts.rollupBilling && <li>Fund its balance in Telnyx’s portal before the first call.</li>}
      <li>Set its channel limit if Telnyx’s default does not fit.</li>
      {facts.hasPassword && <li>Do not e-mail the password. Give it to the customer another way.</li>}
    </ul>
  )
}
