import type { Role } from './permissions'

/** Lengths of a password alone, and of one with a second factor. */
export const passwordLength = { min: 15, withFactor: 12, max: 200 }
/** Minutes in which a confirmed identity counts as fresh. */
export const freshMinutes = 5

/** The operators of every demo, one per role; the demo command prints their password. */
export const demoPassword = 'reseller-console-demo'

/** Instants are ISO text. */
export type OperatorRow = {
  id: string
  name: string
  email: string
  role: Role
  disabledAt: string | null
  createdAt: string
  /** null = never signed in. */
  lastSeenAt: string | null
  /** Sessions that are open now. */
  sessions: number
  hasPassword: boolean
  totp: boolean
  passkeys: number
  singleSignOn: boolean
  /** Whether it is the operator who looks. */
  self: boolean
}

/** An invitation or sign-in link that nobody has used yet. */
export type OperatorLinkRow = {
  id: string
  purpose: 'join' | 'reset'
  email: string
  role: Role
  createdByName: string
  createdAt: string
  expiresAt: string
  expired: boolean
}

export type OperatorsPage = { operators: OperatorRow[]; links: OperatorLinkRow[] }

/** Shown once, to the operator who made it: the console stores a hash only. */
export type IssuedLink = { link: string; expiresAt: string }

export type OwnSession = {
  id: string
  current: boolean
  createdAt: string
  activeAt: string
  expiresAt: string
  userAgent: string | null
  address: string | null
  method: string
}

/** The operator's own ways of signing in and open sessions. */
export type OwnSecurity = {
  hasPassword: boolean
  passwordShort: boolean
  totpSince: string | null
  recoveryCodesLeft: number
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null; backedUp: boolean }[]
  identities: { issuer: string; email: string | null; createdAt: string }[]
  sessions: OwnSession[]
}

/** The browser's task for a passkey: WebAuthn's options as JSON, and the ticket to return with the response. */
export type PasskeyRequest = { ticket: string; options: Record<string, unknown> }

/** Shown once: the console stores hashes only. */
export type RecoveryCodes = { codes: string[] }
