'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ChevronDown, Layers } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Popover } from '@/components/ui/popover'
import { toast } from '@/components/ui/toast'
import { isFiltered } from '@/lib/account-filters'
import type { AccountSearch } from '@/lib/account-search'
import type { Role } from '@/lib/permissions'
import { canonicalSearch, type SavedView } from '@/lib/views'
import { runAction } from '../../_shell/run-action'
import { sayProblem } from '../../_shell/say-problem'
import { changeView } from './actions'
import { readViewsAgain, useOpenView, type ViewState } from './use-view'
import type { ViewDialogKind } from './view-dialog'
import { ViewsList } from './views-list'

const ViewDialog = lazy(() => import('./view-dialog').then(module => ({ default: module.ViewDialog })))

type Props = {
  role: Role
  search: AccountSearch
  state: ViewState
  /** The total number of accounts; undefined until known. */
  total?: number | undefined
  /** Shown beside the view's name: its number of accounts. */
  children: ReactNode
}

/** The open view's name, whether it was modified, and the menu of all views. */
export function ViewsMenu({ role, search, state, total, children }: Props) {
  const { view, look, modified, reset } = state
  const [dialog, setDialog] = useState<ViewDialogKind | null>(null)
  const client = useQueryClient()
  const open = useOpenView()
  const [saving, setSaving] = useState(false)

  const change = async (patch: Partial<Pick<SavedView, 'search' | 'look' | 'shared'>>, done: string) => {
    if (!view || saving) return
    setSaving(true)
    try {
      await runAction(changeView, { id: view.id, ...patch })
      await readViewsAgain(client)
      if (patch.look) state.saved()
      toast.success(done)
    } catch (error) {
      sayProblem('The view was not changed', error)
    } finally {
      setSaving(false)
    }
  }
  return (
    <>
      <Popover
        label="Views"
        className="w-80 max-w-[calc(100vw-2rem)] p-0"
        trigger={props => (
          <Button {...props} size="sm" variant="ghost" className="-ml-2 min-w-0 max-w-full text-foreground">
            <Layers aria-hidden className="text-muted" />
            <span className="max-w-64 truncate">{view?.name ?? 'All accounts'}</span>
            <ChevronDown aria-hidden className="text-muted" />
            <span className="sr-only">, choose a view</span>
          </Button>
        )}
      >
        {close => (
          <ViewsList
            role={role}
            current={view}
            total={total}
            onOpen={to => {
              close()
              open(to)
            }}
            onDialog={kind => {
              close()
              setDialog(kind)
            }}
            onShare={shared => {
              close()
              void change({ shared }, shared ? 'All operators can see this view now' : 'Only you can see this view now')
            }}
          />
        )}
      </Popover>
      {children}
      {modified && (view || isFiltered(search)) && (
        <span className="flex flex-wrap items-center gap-x-1">
          {view && <Badge>Modified</Badge>}
          {view?.mine && (
            <Button
              size="sm"
              variant="ghost"
              className="text-accent"
              pending={saving}
              onClick={() => void change({ search: canonicalSearch(search), look }, `Saved “${view.name}”`)}
            >
              Save
            </Button>
          )}
          <Button size="sm" variant="ghost" className="text-accent" onClick={() => setDialog('save')}>
            {view ? 'Save as…' : 'Save view…'}
          </Button>
          {view && (
            <Button size="sm" variant="ghost" onClick={reset}>
              Reset
            </Button>
          )}
        </span>
      )}
      <Suspense fallback={null}>
        {dialog && <ViewDialog kind={dialog} view={view} search={search} look={look} onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  )
}
