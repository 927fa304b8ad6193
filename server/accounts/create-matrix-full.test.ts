import { describe, it } from 'vitest'
import { axes } from './testing/create-cases'
import { describeCreates } from './testing/create-suite'

// Half of all cases, so that two cores share them; see create-matrix.test.ts.

if (process.env.TEST_FULL === '1')
  describeCreates(
    'all',
    axes.fault.filter((_, index) => index % 2 === 1),
  )
else describe('[5.1] create, all cases', () => it.skip('run with TEST_FULL=1', () => {}))
