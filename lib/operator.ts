import type { Role } from './permissions'

/** Minimum lengths: `min` without a second factor, `withFactor` with one. */
export const passwordLength = { min: 15, withFactor: 12, max: 200 }
/** How many minutes a proof of identity counts as fresh. */
export const freshMinutes = 5

/** The password of the demo operators, one per role. The demo command prints it. */
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
  /** The current operator. */
  self: boolean
}

/** An unused invitation or reset link. */
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

/** Shown once, to the owner who created it. The console keeps only a hash. */
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

/** The operator's own sign-in methods and open sessions. */
export type OwnSecurity = {
  hasPassword: boolean
  passwordShort: boolean
  totpSince: string | null
  recoveryCodesLeft: number
  passkeys: { id: string; name: string; createdAt: string; lastUsedAt: string | null; backedUp: boolean }[]
  identities: { issuer: string; email: string | null; createdAt: string }[]
  sessions: OwnSession[]
}

/** WebAuthn options for the browser, as JSON, and the ticket to send back with its answer. */
export type PasskeyRequest = { ticket: string; options: Record<string, unknown> }

/** Shown once, because the console keeps only hashes. */
export type RecoveryCodes = { codes: string[] }
