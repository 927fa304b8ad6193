import { createParser, useQueryState } from 'nuqs'
import { useStore } from '@/components/ui/use-store'

const previewId = createParser({
  parse: text => (/^[0-9a-f-]{36}$/.test(text) ? text : null),
  serialize: text => text,
}).withOptions({ history: 'replace' })

/** The account in the side panel. The address holds it, so that a link and Back restore it. Opening one adds no history entry. */
export function usePreview() {
  return useQueryState('preview', previewId)
}

// As `xl:` in the styles: from this width, the panel is beside the table; below it, a sheet over the table.
const wideQuery = '(min-width: 1280px)'

function subscribe(listener: () => void) {
  const query = window.matchMedia(wideQuery)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Null on the server and during hydration, when the styles alone decide. */
export function useRoomBeside(): boolean | null {
  return useStore<boolean | null>({ subscribe, get: () => window.matchMedia(wideQuery).matches }, null)
}
