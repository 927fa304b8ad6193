import { createParser, useQueryState } from 'nuqs'
import { useSyncExternalStore } from 'react'

const parseAsAccountId = createParser({
  parse: text => (/^[0-9a-f-]{36}$/.test(text) ? text : null),
  serialize: text => text,
})

/** The account in the side panel. It is in the address, so that a link and Back bring it again; opening one is no step of its own. */
export function usePreview() {
  return useQueryState('preview', parseAsAccountId.withOptions({ history: 'replace' }))
}

// As `xl:` in the styles: from here the panel stands beside the table, below it is a sheet over it.
const wideQuery = '(min-width: 1280px)'

function subscribe(listener: () => void) {
  const query = window.matchMedia(wideQuery)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Null on the server and while hydrating: the styles alone decide then. */
export function useRoomBeside(): boolean | null {
  return useSyncExternalStore<boolean | null>(
    subscribe,
    () => window.matchMedia(wideQuery).matches,
    () => null,
  )
}
