import { axes } from './testing/create-cases'
import { describeAll, describePairs } from './testing/create-suite'

// Creates an account while Telnyx fails in every possible way, while processes are killed between any two steps, and
// while people send twice. Covers every pair of these, with one failure of each kind (TEST_SEED for other cases). With
// TEST_FULL=1 every triple and then the rest, for at most TEST_CREATE_MINUTES (default 8); create-matrix-full has the
// other half.

const minutes = Number(process.env.TEST_CREATE_MINUTES ?? 8)

if (process.env.TEST_FULL === '1') {
  const half = axes.fault.filter((_, index) => index % 2 === 0)
  describeAll(half, minutes)
} else describePairs()
