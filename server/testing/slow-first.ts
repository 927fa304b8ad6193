import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Begun first, in this order: one of them begun last would run alone at the end, while the other workers have nothing left. Their seconds
 * are in test-results/times.json after a run.
 */
const slow = [
  'server/accounts/create-matrix',
  'server/jobs/kill',
  'server/accounts/create-kill',
  'server/processes/kill',
  'server/jobs/rate',
  'server/jobs/import/deaths',
  'server/jobs/jobs',
  'server/jobs/death',
  'server/audit/checkpoints',
  'server/telnyx/rate',
  'server/sync/doubt',
  'server/sync/model',
  'server/audit/tamper',
  'server/jobs/import/import',
  'server/sync/scheduler',
  'server/telnyx/faults',
  'server/jobs/outage',
  'server/telnyx/freeze',
  'server/operators/sign-in',
]

const rank = ({ moduleId }: TestSpecification) => {
  const at = slow.findIndex(name => moduleId.includes(`/${name}.test.`))
  return at < 0 ? slow.length : at
}

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}
