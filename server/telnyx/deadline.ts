import 'server-only'
import type { Lane } from './permit'

/** When all tries of a call together must have ended. For a click's read it runs from the call, else from the first token. */
export class Deadline {
  private at: number | null

  constructor(
    private readonly lane: Lane,
    write: boolean,
    private readonly allowedMs: number,
    now: number,
  ) {
    this.at = lane === 'click' && !write ? now + allowedMs : null
  }

  /** How long a turn may take to come; null = as long as it takes. */
  maxWaitMs(now: number): number | null {
    return this.lane === 'click' ? Math.max(0, this.leftMs(now)) : null
  }

  turnCame(askedAt: number, now: number): void {
    if (this.at === null) this.at = now + this.allowedMs
    // Jobs and the sync wait for their turn as long as it takes: waiting is not Telnyx being slow.
    else if (this.lane !== 'click') this.at += now - askedAt
  }

  leftMs(now: number): number {
    return this.at === null ? this.allowedMs : this.at - now
  }
}
