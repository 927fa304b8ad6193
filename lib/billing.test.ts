import { describe, expect, it } from 'vitest'
import { type BillingSearch, loadBillingSearch, serializeBillingSearch } from './billing'

describe('the address of the billing screen', () => {
  it('round-trips', () => {
    const search: BillingSearch = {
      view: 'low',
      q: 'größe',
      below: '-2.50',
      sort: '-credit',
      page: 2,
      size: 25,
    }
    expect(loadBillingSearch(new URLSearchParams(serializeBillingSearch(search)))).toEqual(search)
  })

  it('replaces invalid values with the defaults', () => {
    expect(loadBillingSearch(new URLSearchParams('view=all&state=maybe&below=lots&page=0&size=1&flag=x'))).toEqual({
      view: 'round',
      q: '',
      below: '',
      sort: null,
      page: 1,
      size: 50,
    })
  })
})
