'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ExternalLink, PanelRight } from 'lucide-react'
import { usePathname, useRouter } from 'next/navigation'
import { useState } from 'react'
import { type CommandEntry, CommandList } from '@/components/ui/command-list'
import { IconButton } from '@/components/ui/icon-button'
import { matching } from '@/lib/palette'
import { accountHref } from '../_shell/account-link'
import { type AccountEntry, accountChanges, copyEntries } from '../accounts/account-changes'
import { useAccountDialogs } from '../accounts/dialogs-context'
import { focusPreviewOf } from '../accounts/focus-preview'
import { Notice } from './notice'
import { paletteQuery } from './queries'

type Props = { account: { id: string; name: string }; onBack: () => void; onClose: () => void }
type Entry = CommandEntry & { run: () => void }

/** The actions for one account: the entries of its row menu, which open the same dialogs. */
export function AccountCommands({ account: { id, name }, onBack, onClose }: Props) {
  const [text, setText] = useState('')
  const router = useRouter()
  const pathname = usePathname()
  const dialogs = useAccountDialogs()
  // Read again now: what is offered depends on the status, and the account may have been found a while ago.
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery(paletteQuery(id))
  const account = isPlaceholderData ? undefined : data?.accounts.find(one => one.id === id)
  const preview = () => {
    const search = new URLSearchParams(pathname === '/accounts' ? window.location.search : '')
    search.set('preview', id)
    focusPreviewOf(id)
    router.push(`/accounts?${search}`)
  }
  const toEntry = (entry: AccountEntry): Entry => {
    const { label, icon, tone, disabledReason } = entry
    const run = 'href' in entry ? () => router.push(entry.href) : entry.onSelect
    return { id: label.replaceAll(' ', '-'), label, icon, tone, disabledReason, run }
  }
  const all: AccountEntry[] = [
    { label: 'Open account', icon: ExternalLink, href: accountHref(id) },
    { label: 'Preview', icon: PanelRight, onSelect: preview },
    ...(account ? [...accountChanges({ ...account, currency: null }, dialogs), ...copyEntries(account)] : []),
  ]
  const entries = matching(all, text, entry => [entry.label]).map(toEntry)
  const isGone = data !== undefined && !isPlaceholderData && !account && !isFetching
  return (
    <CommandList
      label={`Actions for ${name}`}
      placeholder="Choose an action…"
      text={text}
      onTextChange={setText}
      groups={[{ label: name, entries }]}
      onChoose={({ run }) => {
        onClose()
        run()
      }}
      onBack={onBack}
      before={<IconButton icon={ArrowLeft} label="Back" className="-ml-2" onClick={onBack} />}
    >
      <Notice
        searching={!account && isFetching ? 'Loading actions…' : null}
        error={error ?? (isGone ? { code: 'not_found', message: 'This account was not found.' } : null)}
        onRetry={() => void refetch()}
        count={entries.length}
      />
    </CommandList>
  )
}
