import { queryOptions } from '@tanstack/react-query'
import { fetchJson } from '@/app/fetch-json'
import { type DuplicateQuestion, type Duplicates, serializeDuplicateQuestion } from '@/lib/account-duplicates'
import { accountKeys } from '../queries'

/** Accounts and open creates that may be the same customer. Null = too little was typed to compare. */
export function duplicatesQuery(asked: DuplicateQuestion | null) {
  return queryOptions({
    queryKey: [...accountKeys.all, 'duplicates', asked],
    queryFn: ({ signal }): Promise<Duplicates> =>
      fetchJson(`/api/accounts/duplicates${serializeDuplicateQuestion(asked ?? {})}`, signal),
    enabled: asked !== null,
    placeholderData: before => before,
  })
}
