import { createStore } from './store'

type ToastTone = 'success' | 'error' | 'info'
type ToastOptions = {
  description?: string | undefined
  /** Replaces the title on screen until that instant (ISO), each second. Screen readers hear the title once. */
  countdown?: { until: string; words: (seconds: number) => string } | undefined
  /** When it is done, the toast is dismissed. If it resolves to `false`, it failed and can be tried again. */
  action?: { label: string; onClick: () => unknown } | undefined
}
export type Toast = ToastOptions & { id: number; tone: ToastTone; title: string }

/** At most three. A fourth replaces the oldest. */
const limit = 3
export const toastStore = createStore<readonly Toast[]>([])
let lastId = 0

function add(tone: ToastTone, title: string, options: ToastOptions = {}): number {
  lastId += 1
  toastStore.set([...toastStore.get(), { ...options, id: lastId, tone, title }].slice(-limit))
  return lastId
}

/** Shows a result. Errors stay until dismissed; others disappear after seconds. Needs one <Toaster/> on the page. */
export const toast = {
  success: (title: string, options?: ToastOptions) => add('success', title, options),
  error: (title: string, options?: ToastOptions) => add('error', title, options),
  info: (title: string, options?: ToastOptions) => add('info', title, options),
  dismiss: (id: number) => toastStore.set(toastStore.get().filter(one => one.id !== id)),
}
