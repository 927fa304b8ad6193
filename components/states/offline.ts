import { toast } from '@/components/ui/toast'
import { isOffline } from './reachability'

/**
 * True while offline. Then shows why nothing opens: leaving the page would replace it with the browser's error page.
 */
export function staysOffline(): boolean {
  if (!isOffline()) return false
  toast.info('You are offline. You can open other pages when you are back online.')
  return true
}
