import 'server-only'
import { compareNames, type DuplicateMatch, type NameKey, nameKey } from '@/lib/account-duplicates'
import { otherWork } from '../../sync/other-work'
import type { FleetAccount } from './account'

/** Between two turns of other work. */
const atOnce = 5_000

export type Alike = { id: string; match: Exclude<DuplicateMatch, 'related'> }

/** The names of a fleet as they are compared: made when somebody first asks, and anew where an account changed. */
export class NameIndex {
  private readonly madeOf: FleetAccount[] = []
  private readonly keys: NameKey[] = []

  /**
   * Accounts of the same or a similar name or with the same e-mail (given in lower case), in no order. Those that Telnyx no longer
   * knows are left out.
   */
  async alike(fleet: readonly FleetAccount[], name: string, email: string): Promise<Alike[]> {
    const wanted = nameKey(name)
    const found: Alike[] = []
    for (let from = 0; from < fleet.length; from += atOnce) {
      if (from > 0) await otherWork()
      for (let slot = from; slot < Math.min(from + atOnce, fleet.length); slot += 1) {
        const account = fleet[slot]
        if (!account || account.missing) continue
        const sameEmail = account.email?.length === email.length && account.email.toLowerCase() === email
        const match = sameEmail && email !== '' ? 'email' : compareNames(this.keyOf(slot, account), wanted)
        if (match) found.push({ id: account.id, match })
      }
    }
    return found
  }

  private keyOf(slot: number, account: FleetAccount): NameKey {
    const known = this.keys[slot]
    if (known && this.madeOf[slot] === account) return known
    const made = nameKey(account.name ?? '')
    this.madeOf[slot] = account
    this.keys[slot] = made
    return made
  }
}
