'use client'

import { useQuery } from '@tanstack/react-query'
import { Building2, ListChecks, ListFilter, UserCog } from 'lucide-react'
import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { type CommandGroup, CommandList } from '@/components/ui/command-list'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { serializeAccountSearch } from '@/lib/account-search'
import { jobLabel } from '@/lib/job'
import { mostOfKind, type PaletteAccount, type PaletteAnswer } from '@/lib/palette'
import { type Role, roleLabel } from '@/lib/permissions'
import { viewHref } from '@/lib/views'
import { recentAccounts } from '../_shell/recent-accounts'
import { SearchHitText } from '../accounts/search-hit-text'
import { useDebounced } from '../accounts/use-debounced'
import { accountName, statusLook } from '../accounts/words'
import { jobHref } from '../jobs/job-href'
import { Notice } from './notice'
import { paletteQuery } from './queries'
import { type Entry, useOwnEntries } from './use-own-entries'

type Props = {
  role: Role
  text: string
  onTextChange: (text: string) => void
  onAccount: (account: { id: string; name: string }) => void
  onClose: () => void
}

const pauseMs = 100

/**
 * Screens, actions and the commands of the open screen are found at once, in this browser. Accounts, views, jobs and
 * operators come from the server; results for an earlier text are dimmed and inert.
 */
export function Everything({ role, text, onTextChange, onAccount, onClose }: Props) {
  const router = useRouter()
  const asked = text.trim()
  const settled = useDebounced(asked, pauseMs)
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(paletteQuery(settled))
  const isCurrent = settled === asked && !isPlaceholderData
  const isSearching = asked !== '' && (settled !== asked || isFetching)
  const failed = isCurrent && !isFetching ? error : null
  const [recent] = useState(recentAccounts)
  const own = useOwnEntries(role, text)
  const found = data && asked !== '' && !failed ? foundGroups(data, settled, !isCurrent || isFetching) : []
  const groups: CommandGroup<Entry>[] =
    asked === '' ? [...own.first, recentGroup(recent), ...own.standing] : [...own.first, ...own.standing, ...found]
  const choose = (entry: Entry) => {
    if (entry.account) return onAccount(entry.account)
    onClose()
    if (entry.href) router.push(entry.href)
    entry.run?.()
  }
  const count = groups.reduce((sum, group) => sum + (group.isStale ? 0 : group.entries.length), 0)
  return (
    <CommandList
      label="Find or run"
      placeholder="Find an account, a screen or an action…"
      text={text}
      onTextChange={onTextChange}
      groups={groups}
      onChoose={choose}
    >
      <Notice
        searching={isSearching ? 'Searching…' : null}
        error={failed}
        onRetry={() => void refetch()}
        count={asked === '' ? Math.max(count, 1) : count}
      />
    </CommandList>
  )
}

function recentGroup(recent: readonly { id: string; name: string }[]): CommandGroup<Entry> {
  const entries = recent.map(account => ({
    id: `recent-${account.id}`,
    label: account.name,
    icon: Building2,
    account,
  }))
  return { label: 'Recent accounts', entries }
}

function foundGroups(answer: PaletteAnswer, text: string, isStale: boolean): CommandGroup<Entry>[] {
  const accounts = answer.accounts.map(accountEntry)
  const all: Entry = {
    id: 'all-accounts',
    label: `Show all accounts matching “${text}”`,
    icon: ListFilter,
    href: `/accounts${serializeAccountSearch({ q: text })}` as Route,
  }
  const groups: CommandGroup<Entry>[] = [
    { label: 'Accounts', entries: accounts.length === mostOfKind.accounts ? [...accounts, all] : accounts },
    {
      label: 'Views',
      entries: answer.views.map(view => ({
        id: `view-${view.id}`,
        label: view.name,
        icon: ListFilter,
        href: viewHref(view) as Route,
      })),
    },
    {
      label: 'Jobs',
      entries: answer.jobs.map(job => ({
        id: `job-${job.id}`,
        label: jobLabel(job),
        detail: job.createdByName,
        icon: ListChecks,
        end: <RelativeTime at={job.createdAt} />,
        href: jobHref(job.id),
      })),
    },
    {
      label: 'Operators',
      entries: answer.operators.map(operator => ({
        id: `operator-${operator.id}`,
        label: operator.name,
        detail: operator.email,
        icon: UserCog,
        end: roleLabel[operator.role],
        href: '/settings/operators' as const,
      })),
    },
  ]
  return groups.map(group => ({ ...group, isStale }))
}

function accountEntry(account: PaletteAccount): Entry {
  const { id, email, status, hit } = account
  const name = accountName(account)
  const look = statusLook[status]
  return {
    id: `account-${id}`,
    label: name,
    icon: Building2,
    detail: hit ? <SearchHitText hit={hit} /> : email !== name && email,
    end: (
      <Status tone={look.tone} icon={look.icon}>
        {look.label}
      </Status>
    ),
    account: { id, name },
  }
}
