import type { Role } from './permissions'

/** A password that stands alone, and one that stands beside a second factor. */
export const passwordLength = { min: 15, withFactor: 12, max: 200 }
/** Minutes in which a proof of identity counts as fresh. */
export const freshMinutes = 5

/** The operators every demo has, one a role; their password is printed by the demo command. */
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
  /** Of the one who looks. */
  self: boolean
}

/** An invitation or reset link nobody has used yet. */
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

/** Shown once, to whoever made it: the console keeps a hash only. */
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

/** One's own ways of signing in and open sessions. */
export type OwnSecurity = {
  hasPassword: boolean
  passwordShort: boolean
  totpSince: string | null
  recoveryCodesLeft: number
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null; backedUp: boolean }[]
  identities: { issuer: string; email: string | null; createdAt: string }[]
  sessions: OwnSession[]
}

/** What a browser is asked to do with a passkey: WebAuthn's options as JSON, and the ticket to send back with the answer. */
export type PasskeyRequest = { ticket: string; options: Record<string, unknown> }

/** Shown once: the console keeps hashes only. */
export type RecoveryCodes = { codes: string[] }
