import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ProblemError } from '@/app/fetch-json'
import { toast } from '@/components/ui/toast'
import { syncNow } from './actions'
import { syncKeys } from './queries'
import { runAction } from './run-action'

/** Starts a sync with Telnyx. The top bar shows its progress. */
export function useSyncNow() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => runAction(syncNow, {}),
    onSuccess: () => client.invalidateQueries({ queryKey: syncKeys.all }),
    onError: problem => {
      const words = problem instanceof ProblemError ? problem.problem : null
      toast.error(words?.message ?? 'The console cannot be reached.', { description: words?.hint })
    },
  })
}
