import { vi } from 'vitest'

/** For screens with tables and dialogs: the parts of a browser's layout that these tests do not have. */
export function stubLayout(): void {
  HTMLDialogElement.prototype.showModal ??= () => undefined
  const nothing = () => undefined
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = nothing
      unobserve = nothing
      disconnect = nothing
    },
  )
}
