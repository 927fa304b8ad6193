import { buildFresh } from '../server/cli/build-fresh'
import { makeEmptyDatabase } from './empty-database'

/** One production build and one empty database for all workers. */
export default async function setup(): Promise<void> {
  await buildFresh()
  if (!process.env.E2E_DATABASE_URL) await makeEmptyDatabase()
}
