import { axes } from './testing/create-cases'
import { describeCreates } from './testing/create-suite'

// Creating an account while Telnyx fails in every way it can, while processes are killed between any two steps, and while people send
// twice. Every two of these together (TEST_SEED for other cases); with TEST_FULL=1 all with all, the other half in the file beside this.

const full = process.env.TEST_FULL === '1'
describeCreates(full ? 'all' : 'pairs', full ? axes.fault.filter((_, index) => index % 2 === 0) : axes.fault)
