'use client'

import { useQuery } from '@tanstack/react-query'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { LinkButton } from '@/components/ui/link-button'
import { Status } from '@/components/ui/status'
import type { WantedAccount } from '@/lib/accounts'
import type { CommandView } from '@/lib/command'
import type { Problem } from '@/lib/errors'
import { can, type Role } from '@/lib/permissions'
import { OpenCommandBanner } from '../open-command-banner'
import { commandQuery } from '../queries'
import { type CreatedAccount, readCreated } from './submit-create'

type Props = {
  commandId: string
  wanted: WantedAccount
  role: Role
  onCreated: (account: CreatedAccount | null) => void
  /** Certainly not created. The form may be sent again, with a new id. */
  onNotCreated: (problem: Problem | null) => void
}

/** A create that was sent and has no known outcome. Shows the outcome once it is certain, or that manual review is required. */
export function Checking({ commandId, wanted, role, onCreated, onNotCreated }: Props) {
  const { data: command } = useQuery(commandQuery(commandId))
  if (command?.state === 'succeeded')
    return <Found onGo={() => onCreated(readCreated(command.result))} name={wanted.name} />
  if (command?.state === 'failed') {
    return <NotCreated problem={command.problem} onBack={() => onNotCreated(command.problem)} />
  }
  return (
    <Card title={titleOf(command)}>
      <div className="grid gap-4" role="status">
        {command?.needsPerson ? (
          <>
            <OpenCommandBanner command={command} about={wanted.name} maySettle={can(role, 'accounts.create')} />
            <p>Look for the account in Telnyx’s portal before you create it again.</p>
          </>
        ) : (
          <Waiting command={command} />
        )}
        <DescriptionList>
          <Description label="Business name">{wanted.name}</Description>
          <Description label="E-mail">{wanted.email}</Description>
        </DescriptionList>
        <p className="text-muted">You can leave this page. The accounts list shows the outcome.</p>
        <LinkButton href="/accounts" className="justify-self-start">
          Go to accounts
        </LinkButton>
      </div>
    </Card>
  )
}

function titleOf(command: CommandView | undefined): string {
  if (command?.needsPerson) return 'Manual review required'
  return command?.state === 'in_flight' ? 'Waiting for Telnyx…' : 'Checking with Telnyx…'
}

function Waiting({ command }: { command: CommandView | undefined }) {
  if (command?.state === 'in_flight') {
    return (
      <>
        <Status tone="neutral" pending>
          Waiting for Telnyx’s answer
        </Status>
        <p>
          The request is on its way to Telnyx. <strong className="font-medium">Do not create the account again.</strong>
        </p>
      </>
    )
  }
  return (
    <>
      <Status tone="neutral" pending>
        Looking for the account at Telnyx
      </Status>
      <p>
        The request was sent, but no usable answer came back. The console looks for the account for about 90 seconds.{' '}
        <strong className="font-medium">Do not create the account again yet.</strong>
      </p>
      {command?.problem && <p className="text-muted">{command.problem.message}</p>}
    </>
  )
}

export function NotCreated({ problem, onBack }: { problem: Problem | null; onBack: () => void }) {
  return (
    <Card title="The account was not created">
      <p>{problem?.message}</p>
      <p className="text-muted">{problem?.hint}</p>
      <Button className="mt-4" variant="primary" onClick={onBack}>
        Back to form
      </Button>
    </Card>
  )
}

function Found({ name, onGo }: { name: string; onGo: () => void }) {
  return (
    <Card title="The account was created">
      <Status tone="success">{`${name} exists at Telnyx`}</Status>
      <div className="mt-4">
        <Button variant="primary" onClick={onGo}>
          Show account details
        </Button>
      </div>
    </Card>
  )
}
