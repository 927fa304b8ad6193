import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import { type DuplicateQuestion, type Duplicates, serializeDuplicateQuestion } from '@/lib/account-duplicates'
import { accountKeys } from '../queries'

/** Accounts and open creates that may be the same customer. Null = too little was typed to compare. */
export const duplicatesQuery = (asked: DuplicateQuestion | null) =>
  queryOptions({
    queryKey: [...accountKeys.all, 'duplicates', asked],
    queryFn: get<Duplicates>(`/api/accounts/duplicates${serializeDuplicateQuestion(asked ?? {})}`),
    enabled: asked !== null,
    placeholderData: before => before,
  })
