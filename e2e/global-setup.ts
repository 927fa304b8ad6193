import { buildFresh } from '../server/cli/build-fresh'

/** One production build for all workers. */
export default async function setup(): Promise<void> {
  await buildFresh()
}
