import { describe, it } from 'vitest'
import { axes } from './testing/create-cases'
import { describeAll } from './testing/create-suite'

// Half of all cases, so that two cores share them; see create-matrix.test.ts.

const minutes = Number(process.env.TEST_CREATE_MINUTES ?? 8)

if (process.env.TEST_FULL === '1') {
  const half = axes.fault.filter((_, index) => index % 2 === 1)
  describeAll(half, minutes)
} else describe('create, all cases', () => it.skip('run with TEST_FULL=1', () => {}))
