import 'server-only'

/** This process’s demand on a budget that several processes share. */
export type Demand = {
  /** Tokens */
  taken: number
  /** Bulk work or the sync could have sent more. */
  hungry: boolean
}

/** Measures the demand between two readings. */
export class DemandMeter {
  private taken = 0
  private hungry = false

  took(): void {
    this.taken += 1
  }

  hadToWait(): void {
    this.hungry = true
  }

  /** @param waiting bulk work or the sync waits now */
  read(waiting: boolean): Demand {
    const demand = { taken: this.taken, hungry: this.hungry || waiting }
    this.taken = 0
    this.hungry = false
    return demand
  }
}
