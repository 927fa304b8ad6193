'use client'

import { useQuery } from '@tanstack/react-query'
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef } from 'react'
import { Badge } from '@/components/ui/badge'
import { Dialog } from '@/components/ui/dialog'
import { IconButton } from '@/components/ui/icon-button'
import { SkeletonText } from '@/components/ui/skeleton'
import type { AccountRow } from '@/lib/accounts'
import type { Role } from '@/lib/permissions'
import { takePreviewFocus } from '../focus-preview'
import { accountQuery } from '../queries'
import { whenUsed } from '../when-idle'
import { accountName } from '../words'
import { useRoomBeside } from './use-preview'

const load = () => import('./preview-content')
const PreviewContent = lazy(() => load().then(module => ({ default: module.PreviewContent })))

/** Preloads the content, so that the first preview opens at once. */
export function usePreviewReady() {
  useEffect(() => whenUsed(() => void load().catch(() => undefined)), [])
}

type Props = {
  id: string
  rows: readonly AccountRow[]
  role: Role
  onMove: (id: string) => void
  onClose: () => void
}

/** One account beside the table, so that arrow keys can step through many. On a narrow screen, a sheet over the table. */
export function Preview({ id, rows, role, onMove, onClose }: Props) {
  const beside = useRoomBeside()
  const at = rows.findIndex(row => row.id === id)
  // An account on another page has no row here. Its name then comes from the cache.
  const read = useQuery({ ...accountQuery(id), enabled: false }).data?.account
  const row = rows[at] ?? read
  const name = row ? accountName(row) : 'Account'
  const marks = row && marksOf(row)
  const steps = <Steps rows={rows} at={at} onMove={onMove} />
  const content = (
    <Suspense fallback={<SkeletonText lines={8} />}>
      <PreviewContent id={id} row={row} role={role} />
    </Suspense>
  )
  if (beside === false) {
    return (
      <Dialog
        open
        onOpenChange={open => !open && onClose()}
        placement="end"
        size="sm"
        title={<bdi>{name}</bdi>}
        description={marks}
        footer={steps}
      >
        {content}
      </Dialog>
    )
  }
  return (
    <PreviewPlace
      id={id}
      name={name}
      marks={marks}
      buttons={
        <>
          {steps}
          <IconButton size="sm" label="Close preview" icon={X} onClick={onClose} />
        </>
      }
    >
      {content}
    </PreviewPlace>
  )
}

/** The empty panel while the list is loading. */
export function PreviewPending() {
  return (
    <PreviewPlace name="Account" marks={null} buttons={null}>
      <SkeletonText lines={8} />
    </PreviewPlace>
  )
}

type PlaceProps = {
  id?: string
  name: string
  marks: ReactNode
  buttons: ReactNode
  children: ReactNode
}

function PreviewPlace({ id, name, marks, buttons, children }: PlaceProps) {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    if (id && takePreviewFocus(id)) place.current?.focus()
  }, [id])
  return (
    <aside
      ref={place}
      id="preview"
      aria-label={`Preview of ${name}`}
      tabIndex={-1}
      className="sm:max-h-[max(24rem,calc(100dvh-var(--table-chrome,16.25rem)))] flex flex-col overflow-hidden rounded-lg border border-border bg-surface max-xl:hidden"
    >
      <header className="flex shrink-0 items-start justify-between gap-2 border-border border-b py-2 pr-2 pl-4">
        <div className="min-w-0 py-0.5">
          <h2 className="line-clamp-2 font-semibold text-base [overflow-wrap:anywhere]">
            <bdi>{name}</bdi>
          </h2>
          {marks}
        </div>
        <span className="flex shrink-0">{buttons}</span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 py-3">{children}</div>
    </aside>
  )
}

function marksOf(row: AccountRow): ReactNode {
  if (row.protectedReason === null && row.missingSince === null) return null
  return (
    <span className="flex flex-wrap gap-1">
      {row.protectedReason !== null && <Badge tone="accent">Protected</Badge>}
      {row.missingSince && <Badge tone="warning">Gone from Telnyx</Badge>}
    </span>
  )
}

function Steps({ rows, at, onMove }: { rows: readonly AccountRow[]; at: number; onMove: (id: string) => void }) {
  const step = (label: string, icon: typeof ChevronUp, to: AccountRow | undefined) => (
    <IconButton
      size="sm"
      label={label}
      icon={icon}
      aria-disabled={!to || undefined}
      className={to ? undefined : 'opacity-40'}
      onClick={() => to && onMove(to.id)}
    />
  )
  return (
    <>
      {step('Previous account', ChevronUp, at > 0 ? rows[at - 1] : undefined)}
      {step('Next account', ChevronDown, at < 0 ? rows[0] : rows[at + 1])}
    </>
  )
}
