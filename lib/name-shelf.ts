import { compareNames, type NameKey } from './account-duplicates'

/** The largest difference in length between two similar names; see `compareNames`. */
const apart = 2

/** An index of names that finds what comparing with every name would find. Of several matches, the first one counts. */
export class NameShelf<T> {
  private readonly exact = new Map<string, T>()
  private readonly ordered = new Map<string, T>()
  /** By length and numbers. Names that differ in these are never similar. */
  private readonly near = new Map<string, { key: NameKey; value: T }[]>()

  add(key: NameKey, value: T): void {
    if (key.text === '') return
    if (!this.exact.has(key.text)) this.exact.set(key.text, value)
    const ordered = `${key.numbers}\n${key.sorted}`
    if (!this.ordered.has(ordered)) this.ordered.set(ordered, value)
    const place = placeOf(key.text.length, key.numbers)
    const known = this.near.get(place)
    if (known) known.push({ key, value })
    else this.near.set(place, [{ key, value }])
  }

  same(key: NameKey): T | null {
    return key.text === '' ? null : (this.exact.get(key.text) ?? null)
  }

  find(key: NameKey): { match: 'same' | 'similar'; value: T } | null {
    const same = this.same(key)
    if (same !== null) return { match: 'same', value: same }
    if (key.text === '') return null
    const ordered = this.ordered.get(`${key.numbers}\n${key.sorted}`)
    if (ordered !== undefined) return { match: 'similar', value: ordered }
    for (let length = key.text.length - apart; length <= key.text.length + apart; length += 1) {
      const found = this.near.get(placeOf(length, key.numbers))?.find(one => compareNames(one.key, key) !== null)
      if (found) return { match: 'similar', value: found.value }
    }
    return null
  }
}

const placeOf = (length: number, numbers: string) => `${length} ${numbers}`
