import { createParser } from 'nuqs/server'
import { readDay } from './day'

/** A day in an address; null for anything else. */
export const parseAsDay = createParser({ parse: readDay, serialize: text => text }).withDefault('')
