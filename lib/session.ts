/** Minutes without activity, and hours in all, after which a session ends. */
export const sessionLimits = { idleMinutes: 30, hours: 12 }

/** Who is signed in in this browser, as its tabs may know it. */
export type SessionState = {
  /** Null when nobody is. */
  operator: { id: string; name: string } | null
  /** Whether a second factor is asked for next. */
  factorPending: boolean
  /** When the session ends whatever the operator does; ISO instant. */
  expiresAt: string | null
  /** Whether the operator has proved who they are within the last minutes. */
  fresh: boolean
}
