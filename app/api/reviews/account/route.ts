import { uuidOf } from '@/lib/account-inputs'
import { invalid } from '@/lib/errors'
import { listVerdicts } from '@/server/reviews/items'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'reviews.billing',
  ({ search }) => {
    const id = uuidOf(search.get('id'))
    if (!id) throw invalid('This is not an account id.')
    return id
  },
  listVerdicts,
)
