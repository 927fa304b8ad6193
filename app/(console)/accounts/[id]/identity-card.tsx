import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AccountDetail } from '@/lib/accounts'

export function IdentityCard({ account }: { account: AccountDetail }) {
  return (
    <Card title="Identity">
      <DescriptionList>
        <Copyable label="Name" value={account.name} copy="Copy name" />
        <Copyable label="E-mail" value={account.email} copy="Copy e-mail" />
        <Description label="Id">
          <MonoId id={account.id} copyLabel="Copy account id" full />
        </Description>
        <Description label="API user">
          {account.apiUser && <MonoId id={account.apiUser} copyLabel="Copy API user" full />}
        </Description>
        <Description label="Manager account">
          {account.managerAccountId && (
            <MonoId id={account.managerAccountId} copyLabel="Copy manager account id" full />
          )}
        </Description>
        <Description label="Created">
          <RelativeTime at={account.createdAt} />
        </Description>
        <Description label="Updated">
          <RelativeTime at={account.updatedAt} />
        </Description>
        <Description label="Read from Telnyx">
          <RelativeTime at={account.observedAt} />
        </Description>
      </DescriptionList>
    </Card>
  )
}

function Copyable({ label, value, copy }: { label: string; value: string | null; copy: string }) {
  return (
    <Description label={label}>
      {value && (
        <span className="inline-flex max-w-full items-center gap-0.5">
          <bdi className="min-w-0">{value}</bdi>
          <CopyButton value={value} label={copy} />
        </span>
      )}
    </Description>
  )
}
