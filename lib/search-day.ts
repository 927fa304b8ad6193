import { createParser } from 'nuqs/server'

/** A day as an address has it, of a year that people and both databases know; anything else is no day. */
export const parseAsDay = createParser({
  parse: text => {
    const time = /^(?:19|2\d)\d{2}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
    // 2026-02-31 is read as 3 March by some: a day that does not come back is none.
    return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text) ? text : null
  },
  serialize: text => text,
}).withDefault('')
