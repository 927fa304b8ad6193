import { createParser } from 'nuqs/server'

/** A day in an address, of a year that people and both databases know; null for anything else. */
export const parseAsDay = createParser({
  parse: text => {
    const time = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
    // Some engines read 2026-02-31 as 3 March: a day that does not round-trip is invalid.
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null
  },
  serialize: text => text,
}).withDefault('')
