import { axes } from './testing/create-cases'
import { describeAll, describePairs } from './testing/create-suite'

// Creating an account while Telnyx fails in every way it can, while processes are killed between any two steps, and while people send
// twice. Every two of these together, with one failure of each kind (TEST_SEED for other cases). With TEST_FULL=1 every three and then
// the rest, for TEST_CREATE_MINUTES (8 unless told) at most; the other half of them in the file beside this.

const minutes = Number(process.env.TEST_CREATE_MINUTES ?? 8)

if (process.env.TEST_FULL === '1') {
  const half = axes.fault.filter((_, index) => index % 2 === 0)
  describeAll(half, minutes)
} else describePairs()
