/** A session ends after this time without activity, and after this total time. */
export const sessionLimits = { idleMinutes: 30, hours: 12 }

/** Who is signed in in this browser, for its tabs. */
export type SessionState = {
  /** Null when nobody is signed in. */
  operator: { id: string; name: string } | null
  /** Whether a second factor comes next. */
  factorPending: boolean
  /** When the session ends at the latest; ISO instant. */
  expiresAt: string | null
  /** Whether the operator has confirmed their identity in the last minutes. */
  fresh: boolean
}
