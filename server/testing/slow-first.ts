import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Run first, in this order: a slow file that starts last runs alone. test-results/times.json shows their seconds. */
const slow = [
  'server/accounts/create-matrix',
  'server/commands/jobs/kill',
  'server/accounts/create-kill',
  'server/commands/kill',
  'server/accounts/import/deaths',
  'server/commands/jobs/jobs',
  'server/commands/jobs/death',
  'server/audit/checkpoints',
  'server/mirror/doubt',
  'server/mirror/model',
  'server/audit/tamper',
  'server/accounts/import/import',
  'server/mirror/scheduler',
  'server/telnyx/faults',
  'server/commands/jobs/outage',
  'server/telnyx/freeze',
  'server/operators/sign-in',
  'server/keeping/live',
  'server/keeping/restore',
]

/** Run last: they measure a rate in real time, which the slow files beside them would distort. */
const last = ['server/telnyx/rate', 'server/commands/jobs/rate']

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
