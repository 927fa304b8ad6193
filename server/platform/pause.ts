import 'server-only'

/** A pause by a clock that may be set back. It is over then: it must not last longer by as much as that. */
export class Pause {
  private from = 0
  private until = 0

  constructor(private readonly now: () => Date) {}

  /** @param from when what it follows ended: the clock may have been set since */
  begin(ms: number, from = this.now()): void {
    this.from = from.getTime()
    this.until = this.from + ms
  }

  isOver(): boolean {
    const now = this.now().getTime()
    return now >= this.until || now < this.from
  }
}
