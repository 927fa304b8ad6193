import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState, useQueryStates } from 'nuqs'
import { completeLook, sameLook, type TableLook } from '@/components/data-table/look'
import { type AccountSearch, accountSearchParsers, loadAccountSearch } from '@/lib/account-search'
import { canonicalSearch, type SavedView, searchOf } from '@/lib/views'
import { columnDefaults } from '../column-defaults'
import { useChangedLook } from '../use-changed-look'
import { useLook } from '../use-look'
import { viewsQuery } from './queries'

/** Which view is open is part of the address, beside the whole search: a link needs nothing else. */
export function useViewId() {
  return useQueryState('view', parseAsString.withOptions({ history: 'push' }))
}

function lookOf(view: SavedView): TableLook {
  return completeLook(view.look, columnDefaults)
}

/** Writes a whole search and the view it belongs to in one step of the history. */
export function useOpenView() {
  const [, setAll] = useQueryStates({ ...accountSearchParsers, view: parseAsString })
  return (view: SavedView | null) =>
    void setAll(view ? { ...searchOf(view), page: null, view: view.id } : null, { history: 'push' })
}

/** Where the view is opened from elsewhere: a new tab, a colleague's browser. */
export function viewHref(view: SavedView | null): string {
  if (view === null) return '/accounts'
  return `/accounts${view.search === '' ? '?' : `${view.search}&`}view=${view.id}`
}

/** The view that the address names, as far as it is known: `initial` came with the page, others with the list of views. */
function useNamedView(initial: SavedView | null): SavedView | null {
  const [id] = useViewId()
  const { data } = useQuery({ ...viewsQuery(), enabled: id !== null && id !== initial?.id })
  if (id === null) return null
  return data?.find(view => view.id === id) ?? (data === undefined && initial?.id === id ? initial : null)
}

const everything = canonicalSearch(loadAccountSearch({}))

export type ViewState = {
  /** The opened view; null = all accounts. */
  view: SavedView | null
  look: TableLook
  setLook: (look: TableLook) => void
  /** Search or look are no longer what the view was saved with. */
  modified: boolean
  /** Goes back to what was saved. */
  reset: () => void
  /** The look was saved: what the view says holds again, also when it is changed elsewhere. */
  saved: () => void
}

/**
 * The opened view and the look of the table. Without a view the look is the operator's own and is kept at once; in a view it is the
 * view's, and a change of it stays in this tab until it is saved.
 */
export function useView(initial: SavedView | null, kept: TableLook, search: AccountSearch): ViewState {
  'use memo'
  const view = useNamedView(initial)
  const [own, setOwn] = useLook(kept)
  const [changed, setChanged] = useChangedLook()
  const open = useOpenView()
  if (!view) {
    const modified = canonicalSearch(search) !== everything
    return { view, look: own, setLook: setOwn, modified, reset: () => open(null), saved: () => undefined }
  }
  const saved = lookOf(view)
  const look = changed?.view === view.id ? changed.look : saved
  return {
    view,
    look,
    setLook: next => setChanged(sameLook(next, saved) ? null : { view: view.id, look: next }),
    modified: canonicalSearch(search) !== view.search || !sameLook(look, saved),
    reset: () => {
      setChanged(null)
      open(view)
    },
    saved: () => setChanged(null),
  }
}
