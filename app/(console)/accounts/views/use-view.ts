import { type QueryClient, useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState, useQueryStates } from 'nuqs'
import { completeLook, sameLook, type TableLook } from '@/components/data-table/look'
import { type AccountSearch, accountSearchParsers, loadAccountSearch } from '@/lib/account-search'
import { canonicalSearch, type SavedView, searchOf } from '@/lib/views'
import { viewsQuery } from '../../_shell/queries'
import { columnDefaults } from '../column-defaults'
import { useChangedLook } from '../use-changed-look'
import { useLook } from '../use-look'

const viewId = parseAsString.withOptions({ history: 'push' })

/** The id of the open view. It is in the address beside the whole search, so that a link needs nothing else. */
export function useViewId() {
  return useQueryState('view', viewId)
}

const searchAndView = { ...accountSearchParsers, view: parseAsString }

/** Writes a search and its view as one history entry. */
export function useOpenView() {
  'use memo'
  const [, setAll] = useQueryStates(searchAndView)
  return (view: SavedView | null) =>
    void setAll(view ? { ...searchOf(view), page: null, view: view.id } : null, { history: 'push' })
}

/** The view that the address names, null until it is loaded. `initial` comes with the page, others with the list of views. */
function useNamedView(initial: SavedView | null): SavedView | null {
  const [id] = useViewId()
  const { data } = useQuery({ ...viewsQuery(), enabled: id !== null && id !== initial?.id })
  if (id === null) return null
  return data?.find(view => view.id === id) ?? (data === undefined && initial?.id === id ? initial : null)
}

/** After a change of views. Its failure says nothing about the change, and it does not wait for a console out of reach. */
export async function readViewsAgain(client: QueryClient): Promise<void> {
  const query = { ...viewsQuery(), staleTime: 0, retry: false, networkMode: 'always' } as const
  // An answer that is already on its way was made before the change.
  await client.cancelQueries({ queryKey: query.queryKey })
  await client.query(query).catch(() => undefined)
}

const everything = canonicalSearch(loadAccountSearch({}))

export type ViewState = {
  /** The opened view; null = all accounts. */
  view: SavedView | null
  look: TableLook
  setLook: (look: TableLook) => void
  /** Search or look differ from the saved view. */
  modified: boolean
  /** Restores the saved search and look. */
  reset: () => void
  /** Drops the unsaved look after it was saved, so that later changes of the view apply, also those made elsewhere. */
  saved: () => void
}

/**
 * The open view and the look of the table. Without a view, the look is the operator's own and is saved at once. In a view, it is the
 * view's, and a change stays in this tab until it is saved.
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
  const saved = completeLook(view.look, columnDefaults)
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
