'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ClipboardCheck } from 'lucide-react'
import type { Route } from 'next'
import { lazy, Suspense, useEffect, useState } from 'react'
import type { AppColumns } from '@/components/data-table/app-table'
import { DataTable } from '@/components/data-table/data-table'
import { DataTableSkeleton } from '@/components/data-table/data-table-skeleton'
import { ListPages, NoRows } from '@/components/list-screen/list-pages'
import { type List, ListScreen } from '@/components/list-screen/list-screen'
import { ListFrame } from '@/components/list-screen/list-view'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PhoneSheet } from '@/components/ui/phone-sheet'
import { can, type Role } from '@/lib/permissions'
import {
  currentOf,
  type Desk,
  type DeskView,
  type ItemPage,
  type ReviewItem,
  type RoundRow,
  type RoundSearch,
  type RoundView,
  serializeRoundSearch,
} from '@/lib/reviews'
import { keepDecided } from './keep-decided'
import { deskQuery, itemsQuery } from './queries'
import { ReviewingProvider, useReviewing } from './reviewing'
import { RoundFilters } from './round-filters'
import { RoundSummary } from './round-summary'
import { SelectionBar } from './selection-bar'
import { useDecisionKeys } from './use-decision-keys'
import { useRoundSearch } from './use-round-search'
import { itemName } from './words'

// Loaded when first shown: the forms, and the parts below the items.
const RoundList = lazy(() => import('./round-list').then(module => ({ default: module.RoundList })))
const OpenRoundDialog = lazy(() => import('./open-round-dialog').then(module => ({ default: module.OpenRoundDialog })))

type Props = {
  desk: Desk
  role: Role
  /** Names the table: "Accounts of this round". */
  label: string
  columns: AppColumns<ReviewItem>
  rowHref?: ((item: ReviewItem) => Route) | undefined
  onOpen?: ((item: ReviewItem) => void) | undefined
  onRemove?: ((item: ReviewItem) => void) | undefined
}

/** The current review round of a desk, its items, and the rounds before it. */
export function RoundDesk(props: Props) {
  const address = useRoundSearch()
  // Without a round in the address: the one that was current first. It stays when another one becomes current.
  const [kept, keep] = useState<string | null>(null)
  const asked = address.search.round ?? kept
  return (
    <ListScreen search={asked} query={round => deskQuery(props.desk, round)} serialize={round => round ?? ''}>
      {list => <LoadedDesk {...props} list={list} address={address} asked={asked} keep={keep} />}
    </ListScreen>
  )
}

type Address = ReturnType<typeof useRoundSearch>
type LoadedProps = Props & {
  list: List<DeskView, string | null>
  address: Address
  asked: string | null
  keep: (round: string | null) => void
}

function LoadedDesk({ list, address, asked, keep, ...props }: LoadedProps) {
  const { desk, role, label, columns } = props
  const client = useQueryClient()
  const [opening, setOpening] = useState(false)
  const { page: data, readAt, isRefreshing } = list
  useEffect(() => {
    // The answer of an earlier visit may name a round that is no longer current.
    if (asked !== null || isRefreshing || !data?.round) return
    client.setQueryData(deskQuery(desk, data.round.id).queryKey, data, { updatedAt: Date.parse(readAt) })
    keep(data.round.id)
  }, [asked, isRefreshing, data, readAt, desk, client, keep])
  if (list.failure) return <ListFrame list={list} />
  // Until another round arrives, nothing of the one shown before can be decided or signed off.
  const isOther = list.isStale && data?.round?.id !== asked
  if (!data || isOther) {
    return (
      <div className="grid gap-3" aria-busy>
        <div className="h-36 rounded-lg border border-border bg-surface" />
        <DataTableSkeleton label={label} columns={columns} rows={20} />
      </div>
    )
  }
  const { round } = data
  const current = currentOf(data.rounds)
  return (
    <ListFrame
      list={list}
      paging={
        <Suspense fallback={null}>
          <RoundList data={data} mayRule={can(role, 'settings.write')} onChoose={address.setRound} />
        </Suspense>
      }
    >
      {round ? (
        <>
          {address.search.round === null && current?.state === 'open' && current.id !== round.id && (
            <OtherRound round={round} current={current} onShow={() => address.setRound(current.id)} />
          )}
          <PhoneSheet id="round" title="Review round">
            <RoundSummary key={round.id} round={round} onOpen={() => setOpening(true)} />
          </PhoneSheet>
          <ListScreen
            key={round.id}
            search={address.search}
            query={search => itemsQuery(round.id, search)}
            serialize={search => serializeRoundSearch({ ...search, round: round.id })}
          >
            {items => <Items {...props} list={items} round={round} address={address} />}
          </ListScreen>
        </>
      ) : list.shown === null ? (
        <NoRound onOpen={() => setOpening(true)} />
      ) : (
        <UnknownRound
          onCurrent={() => {
            keep(current?.id ?? null)
            address.setRound(null)
          }}
        />
      )}
      <Suspense fallback={null}>
        {opening && (
          <OpenRoundDialog
            desk={desk}
            rounds={data.rounds}
            q={address.search.q.trim()}
            onClose={() => setOpening(false)}
            onOpened={id => {
              setOpening(false)
              keep(id)
              address.setRound(null)
            }}
          />
        )}
      </Suspense>
    </ListFrame>
  )
}

/** Another round has become the current one, while this one is on the screen. */
function OtherRound({ round, current, onShow }: { round: RoundRow; current: RoundRow; onShow: () => void }) {
  const name = <bdi>{current.name}</bdi>
  return (
    <Banner
      tone="info"
      role="status"
      title={round.state === 'open' ? <>{name} was opened</> : 'This round was signed off'}
      action={<Button onClick={onShow}>Show current round</Button>}
    >
      {round.state === 'open' ? (
        <>
          You still see <bdi>{round.name}</bdi>.
        </>
      ) : (
        <>{name} is open.</>
      )}
    </Banner>
  )
}

function NoRound({ onOpen }: { onOpen: () => void }) {
  return (
    <EmptyState
      icon={ClipboardCheck}
      title="No review round yet"
      action={
        <Button variant="primary" onClick={onOpen}>
          Open round…
        </Button>
      }
    >
      Open a round to freeze the values to review. Decide on each item, then sign off and download the evidence.
    </EmptyState>
  )
}

/** Of an old or mistyped link. */
function UnknownRound({ onCurrent }: { onCurrent: () => void }) {
  return (
    <EmptyState
      icon={ClipboardCheck}
      title="This link leads to no review round"
      action={<Button onClick={onCurrent}>Show current round</Button>}
    >
      The address may be mistyped, or the round may belong to another console. The rounds that exist are listed below.
    </EmptyState>
  )
}

type ItemsProps = Omit<Props, 'desk' | 'role'> & {
  list: List<ItemPage, RoundSearch>
  round: RoundView
  address: Address
}

function Items(props: ItemsProps) {
  'use memo'
  const { list, round, onRemove } = props
  const { question } = list
  const [picked, setPicked] = useState<{ question: string; ids: ReadonlySet<string> }>({ question, ids: new Set() })
  const ids = picked.question === question ? picked.ids : new Set<string>()
  return (
    <ReviewingProvider
      round={round}
      question={question}
      onRemove={onRemove}
      onBulkDone={() => setPicked({ question, ids: new Set() })}
    >
      <ItemTable {...props} ids={ids} onPick={next => setPicked({ question, ids: next })} />
    </ReviewingProvider>
  )
}

const none: readonly string[] = []
const noItems: readonly ReviewItem[] = []

type TableProps = ItemsProps & { ids: ReadonlySet<string>; onPick: (ids: ReadonlySet<string>) => void }

function ItemTable({ list, round, address, label, columns, rowHref, onOpen, ids, onPick }: TableProps) {
  'use memo'
  const { page, question, isStale } = list
  const { decided } = useReviewing()
  // Rows that were just decided keep their place, even if the newest answer lacks them.
  const [last, setLast] = useState({ question, ids: none })
  const before = last.question === question ? last.ids : none
  const rows = keepDecided(before, page?.rows ?? noItems, decided)
  if (
    last.question !== question ||
    rows.length !== before.length ||
    rows.some((row, at) => row.subjectId !== before[at])
  )
    setLast({ question, ids: rows.map(row => row.subjectId) })
  useDecisionKeys(rows, isStale)
  return (
    <ListFrame
      list={list}
      bar={<RoundFilters {...address} round={round} undecided={page?.undecided ?? 0} isStale={isStale} />}
      paging={
        page && (
          <ListPages search={address.search} total={page.rowCount} isStale={isStale} onChange={address.setSearch} />
        )
      }
    >
      {page ? (
        <div className="min-w-0">
          <DataTable
            label={label}
            columns={columns}
            rows={rows}
            getRowId={item => item.subjectId}
            rowHref={rowHref}
            onOpen={onOpen}
            question={question}
            isStale={isStale}
            selection={
              round.mayDecide
                ? {
                    ids,
                    onChange: onPick,
                    rowLabel: item => `Select ${itemName(item)}`,
                  }
                : undefined
            }
            roomBelow={ids.size > 0}
            empty={<NoItems round={round} page={page} search={list.shown} address={address} />}
          />
          <SelectionBar ids={ids} onClear={() => onPick(new Set())} />
        </div>
      ) : (
        <DataTableSkeleton label={label} columns={columns} rows={20} />
      )}
    </ListFrame>
  )
}

type EmptyProps = { round: RoundView; page: ItemPage; search: RoundSearch; address: Address }

const noMatch = { title: 'No item matches', why: 'Check the spelling, or choose another state above.' }

/** Why the list is empty, and what to do about it. */
function NoItems({ round, page, search, address: { setSearch } }: EmptyProps) {
  const showAll = () => setSearch({ q: '', state: 'all' })
  const finished = search.state === 'todo'
  return (
    <NoRows
      page={search.page}
      total={page.rowCount}
      onFirstPage={() => setSearch({ page: 1 })}
      noMatch={search.q.trim() === '' ? null : { ...noMatch, onClear: showAll }}
    >
      <EmptyState
        icon={ClipboardCheck}
        title={finished ? 'Everything is decided' : 'No items in this state'}
        action={<Button onClick={showAll}>Show all items</Button>}
      >
        {finished && round.state === 'open'
          ? 'You can sign off the round now. An item returns here if its value changes at Telnyx.'
          : 'Choose another state above.'}
      </EmptyState>
    </NoRows>
  )
}
