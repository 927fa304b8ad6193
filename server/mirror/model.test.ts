import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OpenDatabase } from '../platform/db/client'
import { testDatabase } from '../testing/database'
import { startWithin } from '../testing/start-within'
import { Watcher } from './testing/model-checks'
import { type History, histories } from './testing/model-steps'
import { type Tally, World } from './testing/model-world'

/*
 * Many random histories of a small fleet: changes at Telnyx, commands here, faults, late lists, pages that shift during
 * a sweep, the process killed between any two statements. At the end of each the console comes to rest and must be
 * right. `MODEL_RUNS=5000` runs more of them, within `MODEL_MINUTES` when that is set; `MODEL_SEED` and `MODEL_PATH`
 * repeat those of one seed.
 */

const runs = Number(process.env.MODEL_RUNS ?? 0)
/**
 * The usual run repeats the same histories every time, so a red build is about the change. Longer runs try new ones.
 */
const seed = process.env.MODEL_SEED ?? (runs ? undefined : '20261122')
const minutes = Number(process.env.MODEL_MINUTES ?? (runs ? 600 : 0.25))
/** The default: what an idle machine does in ten seconds. */
const usualRuns = 40

let database: OpenDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

const tally: Tally & Record<string, number> = {
  steps: 0,
  sweeps: 0,
  failedSweeps: 0,
  orders: 0,
  outside: 0,
  deaths: 0,
}
let lived = 0
let drifts = 0
const ends: Record<string, number> = {}

async function live(history: History): Promise<void> {
  const world = await World.make(database.db, history, tally)
  try {
    const watcher = new Watcher(world, database.db)
    for (const step of history.steps) await watcher.look(await world.take(step))
    await world.comeToRest()
    await watcher.look(null)
    for (let left = 3, tries = 0; left > 0 && tries < 8; tries += 1) {
      world.forward(61)
      const result = await world.sweep({ everything: true, pageSize: 3 })
      await watcher.look(result)
      if (result?.state === 'succeeded') left -= 1
      else if (tries === 7) throw new Error(`Every sweep fails: ${result?.problem?.message}`)
    }
    await watcher.agree()
    const states = await watcher.nothingIsStuck()
    for (const [state, count] of Object.entries(states)) ends[state] = (ends[state] ?? 0) + count
    drifts += await watcher.driftIsRight()
    lived += 1
  } finally {
    await world.close()
  }
}

test(
  'after any history of changes and faults the mirror equals Telnyx, and nothing was lost',
  async () => {
    const started = Date.now()
    await fc.assert(fc.asyncProperty(histories, startWithin(minutes * 60_000, live)), {
      numRuns: runs || usualRuns,
      // A history that hangs has failed.
      timeout: 60_000,
      ...(seed !== undefined && { seed: Number(seed) }),
      // Shrinking a failing history takes long; MODEL_PATH repeats the one that failed.
      endOnFailure: true,
      ...(process.env.MODEL_PATH && { path: process.env.MODEL_PATH }),
    })
    const seconds = Math.round((Date.now() - started) / 1_000)
    const told = { ...tally, drifts, commands: ends }
    process.stdout.write(`model: ${lived} histories in ${seconds} s: ${JSON.stringify(told)}\n`)
    expect(lived).toBeGreaterThan(0)
  },
  minutes * 60_000 + 120_000,
)
