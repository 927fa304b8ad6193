import 'server-only'
import type { Lane } from './permit'

/** Turns given out and not ended. Bulk leaves two places for clicks, the sync uses half of them. */
export class InFlight {
  private readonly counts: Record<Lane, number> = { click: 0, bulk: 0, sync: 0 }
  private readonly most: Record<Lane, number>

  constructor(max: number) {
    this.most = { click: max, bulk: Math.max(1, max - 2), sync: Math.max(1, Math.floor(max / 2)) }
  }

  total(): number {
    return this.counts.click + this.counts.bulk + this.counts.sync
  }

  of(lane: Lane): number {
    return this.counts[lane]
  }

  byLane(): Record<Lane, number> {
    return { ...this.counts }
  }

  hasPlace(lane: Lane): boolean {
    return this.total() < this.most[lane]
  }

  begin(lane: Lane): void {
    this.counts[lane] += 1
  }

  end(lane: Lane): void {
    this.counts[lane] -= 1
  }
}
