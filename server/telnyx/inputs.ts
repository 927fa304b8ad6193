import 'server-only'
import { refusedHere } from './failure'
import { isAccountId, isUserId } from './parse'

/* What is checked before anything is sent. Each throws TelnyxError `invalid`, certainty `no`. */

const MOST_CHANNELS = 1_000_000_000

/** A safety check: an empty id would call the list, '..' another path. */
export function requireAccountId(operation: string, id: string): void {
  if (!isAccountId(id)) throw refusedHere(operation, 'This is not the id of a managed account.')
}

export function requireUserId(operation: string, id: string): void {
  if (!isUserId(id)) throw refusedHere(operation, 'This is not the id of an organization user.')
}

export function requirePage(operation: string, { page, size }: { page: number; size: number }): void {
  const fits = Number.isInteger(page) && page >= 1 && Number.isInteger(size) && size >= 1 && size <= 250
  if (!fits) throw refusedHere(operation, 'A page is numbered from 1 and holds 1 to 250 rows.')
}

export function requireSearchable(operation: string, parameter: string, words: string | undefined): void {
  if (words !== undefined && [...words].length < 3) {
    throw refusedHere(operation, 'Enter three characters or more: Telnyx does not search for fewer.', parameter)
  }
}

export function requireChannelLimit(operation: string, limit: number): void {
  if (!Number.isInteger(limit) || limit < 0 || limit > MOST_CHANNELS) {
    throw refusedHere(operation, 'A channel limit is a whole number from 0.', '/channel_limit')
  }
}
