import 'server-only'
import type { Client, Pool, PoolClient } from 'pg'
import { DatabaseSilentError } from './down'

type Options = {
  /** A connection that is in use for longer than this is checked. */
  afterMs?: number
  /** How long the server may take to accept a new connection. */
  answerWithinMs?: number
  everyMs?: number
}

/**
 * Ends connections to a database that has gone silent: a frozen server keeps them open, and a query would wait for
 * ever. Slow is not silent: before anything is ended, the server is asked on a separate connection. Connections are
 * ended, not only abandoned: one with an open transaction must not serve the next query.
 * @returns stops the watch
 */
export function watchSilence(
  pool: Pool,
  url: string,
  { afterMs = 3_000, answerWithinMs = 3_000, everyMs = 500 }: Options = {},
): () => void {
  const since = new Map<PoolClient, number>()
  const forget = (client: PoolClient) => since.delete(client)
  pool.on('acquire', client => since.set(client, performance.now()))
  pool.on('release', (_error, client) => forget(client))
  pool.on('remove', forget)

  let asking = false
  const look = async () => {
    const late = [...since].filter(([, at]) => performance.now() - at > afterMs)
    if (asking || late.length === 0) return
    asking = true
    const answers = await isAnswering(url, answerWithinMs)
    asking = false
    for (const [client, at] of late) {
      if (since.get(client) !== at) continue
      if (answers) since.set(client, performance.now())
      else end(client, new DatabaseSilentError())
    }
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** `pg` has no way to end a connection without asking the server for its consent. */
function end(client: Client | PoolClient, error?: Error): void {
  ;(client as unknown as { connection: { stream: { destroy(error?: Error): void } } }).connection.stream.destroy(error)
}

/** A refusal is an answer too. */
async function isAnswering(url: string, withinMs: number): Promise<boolean> {
  const { Client } = await import('pg')
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  const connected = client.connect().then(
    () => true,
    error => typeof error?.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code),
  )
  const answers = await Promise.race([connected, elapsed(withinMs)])
  if (answers) await client.end().catch(() => {})
  else end(client)
  return answers
}

const ticks = 10

/** Counted in ticks: while the event loop is blocked no answer can arrive either, so that time must not count. */
async function elapsed(ms: number): Promise<false> {
  for (let tick = 0; tick < ticks; tick += 1) await new Promise(resolve => setTimeout(resolve, ms / ticks))
  return false
}
