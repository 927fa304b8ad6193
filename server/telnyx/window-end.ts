import 'server-only'

/** Telnyx tells the end of a window in whole seconds, rounded up. */
const ROUNDING_MS = 1000
/** A request may be so much longer on its way than another one. */
const FIRST_JITTER_MS = 50
const MOST_JITTER_MS = 1000
/** Sent so soon after a window should have begun, a request may still have met the one before. */
const BEGINNING_MS = 150
/** So long the first answer of a window is waited for before the crowd follows. */
const UNSURE_MS = 300
const WINDOWS_REMEMBERED = 5

/**
 * When the present window ends, by what the answers say. Each says it in whole seconds, rounded up and late by its way back:
 * the earliest of what they say is the truest. Counted from when a request went out plus some jitter, so that the next
 * window begins here when it begins there, however far away Telnyx is.
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
    /** null = the last window is over and nothing was sent since: many servers open the next one with the first request. */
    at: () => end,
    begins(now: number): void {
      end ??= now + lengthMs()
    },
    /** The first request of a window goes out: it opens it. */
    opened(now: number): void {
      if (!reported) end = Math.max(end ?? 0, now + lengthMs())
    },
    isOver: (now: number) => end !== null && now >= end,
    /** @param open what is held may open the next one at any moment */
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
    /** Whether it has not shown yet that this window has begun at Telnyx too. */
    isUnsure: (now: number) => !reported && begun > 0 && now - begun < UNSURE_MS,
    /** Whether an answer may speak of the window before the one that we believed to have begun. */
    mayBeEarly: (sentAt: number, resetMs: number) =>
      !reported && begun > 0 && sentAt - begun < BEGINNING_MS && resetMs <= ROUNDING_MS,
    /** The window has not begun yet; Telnyx is farther, or less evenly far, than we thought. */
    postpone(now: number): void {
      jitterMs = Math.min(MOST_JITTER_MS, jitterMs * 2)
      end = now + FIRST_JITTER_MS
    },
    /** Telnyx asked for silence until then. */
    silentUntil(until: number, resetMs: number | null): void {
      end = until
      reported = true
      if (resetMs !== null) lengths[0] = Math.max(lengths[0] ?? 0, resetMs)
    },
  }
}
