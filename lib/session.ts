/** Minutes without activity, and hours in total, after which a session ends. */
export const sessionLimits = { idleMinutes: 30, hours: 12 }

/** The session of this browser, as its tabs may know it. */
export type SessionState = {
  /** Null when nobody is signed in. */
  operator: { id: string; name: string } | null
  /** Whether a second factor is still missing. */
  factorPending: boolean
  /** When the session ends whatever the operator does; ISO instant. */
  expiresAt: string | null
  /** Whether the operator has confirmed their identity within the last minutes. */
  fresh: boolean
}
