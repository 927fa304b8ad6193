import type { ReviewState } from './billing'

/** Where an account's rollup flag stands with finance, the same on the billing screen and in the record. */
export const reviewWords: Record<ReviewState, string> = {
  new: 'Not reviewed',
  changed: 'Flag changed',
  questioned: 'Questioned',
  approved: 'Approved',
  untold: 'Nothing to review',
}
