import 'server-only'

/** Telnyx reports the end of a window in whole seconds, rounded up. */
const ROUNDING_MS = 1000
/** How much longer one request may be on its way than another. */
const FIRST_JITTER_MS = 50
const MOST_JITTER_MS = 1000
/** A request sent this soon after the start of a window may still have arrived in the previous one. */
const BEGINNING_MS = 150
/** How long the other requests wait for the first answer of a window. */
const UNSURE_MS = 300
const WINDOWS_REMEMBERED = 5

/**
 * When the current window ends, by what the answers say. Each answer gives whole seconds, rounded up, and arrives late:
 * the earliest end is the most exact. Counted from the sending of a request plus some jitter, so that a window starts
 * here when it starts at Telnyx, at any distance.
 */
export function createWindowEnd() {
  let end: number | null = null
  let reported = false
  let begun = 0
  let jitterMs = FIRST_JITTER_MS
  /** The longest reset seen in each of the last windows: the first answer of a window shows nearly its whole length. */
  let lengths = [1000]
  let known = false

  const lengthMs = () => Math.max(1000, ...lengths)

  return {
    lengthMs,
    /** null = the last window is over and nothing was sent since: many servers open the next at its first request. */
    at: () => end,
    begins(now: number): void {
      end ??= now + lengthMs()
    },
    /** The first request of a window is sent: it opens the window. */
    opened(now: number): void {
      if (!reported) end = Math.max(end ?? 0, now + lengthMs())
    },
    isOver: (now: number) => end !== null && now >= end,
    /** @param open a held request may open the next window at any moment */
    next(now: number, open: boolean): void {
      end = open ? now + lengthMs() : null
      reported = false
      begun = now
      if (known) lengths = [0, ...lengths].slice(0, WINDOWS_REMEMBERED)
    },
    learn(sentAt: number, resetMs: number, now: number): void {
      const said = Math.min(now, sentAt + jitterMs) + resetMs
      const same = reported && end !== null && end > now && sentAt + resetMs - ROUNDING_MS < end
      end = same && end !== null ? Math.min(end, said) : said
      reported = true
      if (!known) lengths = [0]
      known = true
      lengths[0] = Math.max(lengths[0] ?? 0, resetMs)
    },
    /** Whether no answer has shown yet that this window has started at Telnyx too. */
    isUnsure: (now: number) => !reported && begun > 0 && now - begun < UNSURE_MS,
    /** Whether an answer may be about the previous window. */
    mayBeEarly: (sentAt: number, resetMs: number) =>
      !reported && begun > 0 && sentAt - begun < BEGINNING_MS && resetMs <= ROUNDING_MS,
    /** The window has not started yet: Telnyx is farther away, or its distance varies more, than expected. */
    postpone(now: number): void {
      jitterMs = Math.min(MOST_JITTER_MS, jitterMs * 2)
      end = now + FIRST_JITTER_MS
    },
    /** Telnyx asked us to send nothing until then. */
    silentUntil(until: number, resetMs: number | null): void {
      end = until
      reported = true
      if (resetMs !== null) lengths[0] = Math.max(lengths[0] ?? 0, resetMs)
    },
  }
}
