import type { Db } from '@/server/platform/db/client'

const statements = new Set<string | symbol>([
  'select',
  'insert',
  'update',
  'delete',
  'execute',
  'transaction',
  '$count',
])

/** A process ends between two statements (a transaction is one). Anything it started earlier has no effect. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

export type Mortal = {
  db: Db
  /** Ends the process before its n-th statement from now. */
  dieAfter(statements: number): void
  kill(): void
  dead(): boolean
}

/** A handle that checks before each statement whether its user still lives: `alive` throws when not. */
export function guarded(db: Db, alive: () => void): Db {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function' || !statements.has(name)) return value
      return (...args: unknown[]) => {
        alive()
        return Reflect.apply(value, target, args)
      }
    },
  })
}

/** A database handle that can be taken away from its process, as kill -9 does. */
export function mortal(db: Db): Mortal {
  let dead = false
  let left = Number.POSITIVE_INFINITY
  const spend = () => {
    if (left <= 0) dead = true
    left -= 1
    if (dead) throw new Killed()
  }
  return {
    db: guarded(db, spend),
    dieAfter: n => {
      left = n
    },
    kill: () => {
      dead = true
    },
    dead: () => dead,
  }
}
