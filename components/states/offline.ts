import { toast } from '@/components/ui/toast'
import { isOffline } from './reachability'

/** True while offline; then says why nothing opens: leaving would replace the page with the browser's error page. */
export function staysOffline(): boolean {
  if (!isOffline()) return false
  toast.info('You are offline. You can open other pages when you are back online.')
  return true
}
