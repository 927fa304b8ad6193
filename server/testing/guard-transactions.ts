import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { OpenDatabase } from '@/server/platform/db/client'

/** Within a transaction: settles when it ends. */
const within = new AsyncLocalStorage<Promise<void>>()
const patienceMs = 2_000

/**
 * Makes PostgreSQL behave like the embedded database with its one connection: a query of the outer handle waits until
 * the open transaction ends. The embedded one waits for ever when the transaction waits for that query; here it fails,
 * with the line that asks.
 */
export function guardTransactions<T extends OpenDatabase>(opened: T): T {
  const { db, pool } = opened
  if (!pool) return opened
  const transaction = db.transaction.bind(db)
  db.transaction = (work, config) => {
    let end = () => {}
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    // Queries of drizzle run when they are awaited.
    return transaction(tx => within.run(ended, async () => await work(tx)), config).finally(end)
  }
  const asked = pool as unknown as Record<'query' | 'connect', (...args: unknown[]) => unknown>
  for (const name of ['query', 'connect'] as const) {
    const ask = asked[name].bind(pool)
    asked[name] = (...args) => {
      const open = within.getStore()
      // With a callback the pool itself connects, for a query that has waited here.
      if (!open || typeof args.at(-1) === 'function') return ask(...args)
      const late = new Error('The outer database handle was used inside a transaction: use its tx.')
      return Promise.race([open.then(() => true), pause(patienceMs, false)]).then(hasEnded => {
        if (!hasEnded) throw late
        return ask(...args)
      })
    }
  }
  return opened
}
