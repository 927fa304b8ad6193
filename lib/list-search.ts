import { createParser, parseAsInteger, parseAsStringLiteral } from 'nuqs/server'
import { readDay } from './day'
import { pageSizes } from './page-sizes'
import { searchText } from './search-text'

// What the addresses of lists have in common. People can edit them: bad input becomes the default, or the nearest value.

const sameText = (text: string) => text

export const parseAsQuery = createParser({ parse: searchText, serialize: sameText }).withDefault('')

export const parseAsDay = createParser({ parse: readDay, serialize: sameText }).withDefault('')

/** A minus before the name sorts descending. */
export const parseAsSort = <Key extends string>(keys: readonly Key[]) =>
  parseAsStringLiteral(keys.flatMap((key): (Key | `-${Key}`)[] => [key, `-${key}`]))

const wholeNumber = (nearest: (number: number) => number) =>
  createParser({
    parse: text => {
      const number = parseAsInteger.parse(text)
      return number === null ? null : nearest(number)
    },
    serialize: String,
  })

/** `page` counts from 1. */
export const pageParsers = {
  page: wholeNumber(page => Math.min(Math.max(1, page), 100_000)).withDefault(1),
  size: wholeNumber(size => pageSizes.find(one => one === size) ?? 50).withDefault(50),
}
