import { toast } from '@/components/ui/toast'
import { isOffline } from './reachability'

/** True while offline, and says why nothing opens: leaving the page would lose what is on it to the browser's own error page. */
export function staysOffline(): boolean {
  if (!isOffline()) return false
  toast.info('You are offline. You can open other pages when you are back online.')
  return true
}
