import 'server-only'

/**
 * A pause by a clock that may be set back. It is over then: it must not last longer by as much as the clock was set
 * back.
 */
export class Pause {
  private from = 0
  private until = 0

  constructor(private readonly now: () => Date) {}

  begin(ms: number): void {
    this.from = this.now().getTime()
    this.until = this.from + ms
  }

  isOver(): boolean {
    const now = this.now().getTime()
    return now >= this.until || now < this.from
  }
}
