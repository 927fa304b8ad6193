import 'server-only'
import { sql } from 'drizzle-orm'
import type { Services } from '../../context'
import { Pause } from '../../platform/pause'
import { keepDay } from './day'
import { boundsOf, tidyAccounts, tidyRest } from './tidy'

const everyMs = 3_600_000

/** Writes the day's figures every hour, and tidies once a day. @param alone the embedded database: no autovacuum */
export function createHistoryKeeper(services: Services, alone: boolean) {
  const rest = new Pause(services.now)
  let tidied = ''
  let round: { bounds: Awaited<ReturnType<typeof boundsOf>>; last: string | null; removed: number } | null = null

  /** Does the next piece of work. Returns whether more is waiting. */
  return async function turn(): Promise<boolean> {
    if (round) {
      const { last, removed } = await tidyAccounts(services, round.bounds, round.last)
      round = { ...round, last, removed: round.removed + removed }
      if (last !== null) return true
      await tidyRest(services, round.bounds)
      if (alone)
        await services.db.execute(sql.raw(`${round.removed > 0 ? 'vacuum (analyze)' : 'analyze'} balance_history`))
      round = null
      return false
    }
    if (!rest.isOver()) return false
    const day = await keepDay(services)
    rest.begin(everyMs)
    if (day !== tidied) {
      tidied = day
      round = { bounds: await boundsOf(services), last: null, removed: 0 }
    }
    return round !== null
  }
}
