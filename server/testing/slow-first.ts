import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Run first, in this order: a slow file that starts last runs alone while the other workers are idle.
 * test-results/times.json shows their seconds after a run.
 */
const slow = [
  'server/accounts/create-matrix',
  'server/jobs/kill',
  'server/accounts/create-kill',
  'server/processes/kill',
  'server/jobs/import/deaths',
  'server/jobs/jobs',
  'server/jobs/death',
  'server/audit/checkpoints',
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

/** Run last: they measure a rate in real time, which slow files running at the same time would distort. */
const last = ['server/telnyx/rate', 'server/jobs/rate']

const rank = ({ moduleId }: TestSpecification) => {
  const isIt = (name: string) => moduleId.includes(`/${name}.test.`)
  if (last.some(isIt)) return slow.length + 1
  const at = slow.findIndex(isIt)
  return at < 0 ? slow.length : at
}

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}
