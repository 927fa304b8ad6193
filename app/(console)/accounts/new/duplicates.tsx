'use client'

import { useQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import type { RefCallback } from 'react'
import { FieldError } from '@/components/form/field'
import { useReachability } from '@/components/states/use-reachability'
import { Banner } from '@/components/ui/banner'
import { Checkbox } from '@/components/ui/checkbox'
import { Link } from '@/components/ui/link'
import { RelativeTime } from '@/components/ui/relative-time'
import { type DuplicateMatch, duplicateQuery, toAcknowledge } from '@/lib/account-duplicates'
import { AccountLink } from '../../_shell/account-link'
import { AccountStatusText } from '../status-cell'
import { useDebounced } from '../use-debounced'
import { duplicatesQuery } from './queries'

type Props = {
  formId: string
  name: string
  email: string
  /** Ids that the operator confirmed to be other customers. */
  acknowledged: readonly string[]
  onAcknowledge: (ids: string[]) => void
  error?: string | undefined
  inputRef: RefCallback<HTMLInputElement>
}

const words: Record<DuplicateMatch, string> = {
  email: 'same e-mail',
  same: 'same name',
  similar: 'similar name',
  related: 'related name',
}

/** Possible duplicates, shown while the form is filled in. Those with the same or a similar name require a tick. */
export function Duplicates({ formId, name, email, acknowledged, onAcknowledge, error, inputRef }: Props) {
  const typed = useDebounced(name, 300)
  const address = useDebounced(email.trim().toLowerCase(), 300)
  const byEmail = address.includes('@') && address.length >= 6 ? address : ''
  const enough = byEmail !== '' || duplicateQuery(typed) !== null
  const asking = useQuery(duplicatesQuery(enough ? { name: typed, email: byEmail, id: formId } : null))
  // While the answer is on its way, that of the former name stands, but not for as long as the console is out of reach.
  const outdated = useReachability() !== 'reached' && asking.isPlaceholderData
  const found = enough && !outdated ? asking.data : undefined
  const asked = found ? toAcknowledge(found) : []
  const taken = [...(found?.accounts ?? []), ...(found?.creates ?? [])].some(one => one.match === 'email')
  const shown = found !== undefined && found.accounts.length + found.creates.length > 0
  return (
    <div role="status" className="empty:hidden">
      {shown && (
        <Banner
          tone="warning"
          title={taken ? 'This e-mail address is already in use' : 'These accounts may be the same customer'}
        >
          <ul className="grid gap-1 py-1">
            {found.creates.map(({ create, match }) => (
              <li key={create.command.id} className="flex flex-wrap items-center gap-x-3">
                <Link
                  href={`/accounts/new?form=${create.command.id}` as Route}
                  prefetch={false}
                  className="rounded-sm font-medium text-foreground underline"
                >
                  <bdi>{create.name}</bdi>
                </Link>
                <span>{create.email}</span>
                <span>
                  being created by {create.command.actorName}, <RelativeTime at={create.command.sentAt} />
                </span>
                <span>{words[match]}</span>
              </li>
            ))}
            {found.accounts.map(({ account, match }) => (
              <li key={account.id} className="flex flex-wrap items-center gap-x-3">
                <AccountLink account={account} className="text-foreground underline" />
                <span>{account.email}</span>
                <AccountStatusText account={account} />
                <span>{words[match]}</span>
              </li>
            ))}
          </ul>
          {found.more > 0 && <p>and {found.more} more with the same or a similar name</p>}
          {asked.length > 0 && (
            <div className="pt-1.5 text-foreground">
              <Checkbox
                ref={inputRef}
                label="This is another customer"
                checked={asked.every(id => acknowledged.includes(id))}
                onChange={event => onAcknowledge(event.target.checked ? asked : [])}
                aria-invalid={error ? true : undefined}
                aria-describedby={error ? 'acknowledged-error' : undefined}
              />
              {error && <FieldError id="acknowledged-error">{error}</FieldError>}
            </div>
          )}
        </Banner>
      )}
      {error && asked.length === 0 && <FieldError>{error}</FieldError>}
    </div>
  )
}
