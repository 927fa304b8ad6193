import 'server-only'
import { causesOf } from './causes'

/** The database got a query and did not answer. Whether it ran the query is unknown. */
export class DatabaseSilentError extends Error {
  override readonly name = 'DatabaseSilentError'

  constructor() {
    super('the database does not answer')
  }
}

/** Connection errors, as Node names them. */
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'EPIPE'])
/** SQLSTATE: connection exceptions, too many connections, shutdown and start of the server. */
const states = /^(?:08\w{3}|53300|57P0[123])$/
/** What `pg` says for errors without a code. */
const words =
  /^(?:timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/

/** Why the database cannot be reached, in its driver's words; null for any other failure. */
export function databaseDownCause(error: unknown): string | null {
  // fetch fails with one of these too, for an address that is no database's.
  if (error instanceof TypeError) return null
  for (const at of causesOf(error)) {
    const code = typeof at.code === 'string' ? at.code : ''
    if (at instanceof DatabaseSilentError || network.has(code) || states.test(code) || words.test(at.message)) {
      return at.message
    }
  }
  return null
}
