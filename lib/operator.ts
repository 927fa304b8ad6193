import { type Role, roles } from './permissions'
import { text, z } from './zod'

/** A password that stands alone, and one that stands beside a second factor. */
export const passwordLength = { min: 15, withFactor: 12, max: 200 }
/** Minutes in which a proof of identity counts as fresh. */
export const freshMinutes = 5

const name = text().trim().min(1, 'Enter a name.').max(100, 'Use 100 characters or fewer.')
const email = text()
  .trim()
  .toLowerCase()
  .max(254, 'Use 254 characters or fewer.')
  .pipe(z.email('Enter an e-mail address, such as ana@example.com.'))
/** How long it must be depends on the operator's second factor: the server says. */
const password = text().max(passwordLength.max, `Use ${passwordLength.max} characters or fewer.`)
const newPassword = password.min(
  passwordLength.min,
  `Use ${passwordLength.min} characters or more: a few words are easy to remember.`,
)
const role = z.enum(roles, 'Choose a role.')
const token = text().min(1).max(100)
/** Six digits of an authenticator app, or a recovery code; spaces and dashes are for reading. */
const code = text()
  .trim()
  .max(40, 'Enter six digits, or a recovery code.')
  .transform(typed => typed.replace(/[\s-]/g, '').toLowerCase())
  .pipe(text().regex(/^(\d{6}|[a-z2-7]{16})$/, 'Enter six digits, or a recovery code.'))

export const signInInput = z.object({
  email: text().trim().toLowerCase().min(1, 'Enter your e-mail address.').max(254),
  password: text().min(1, 'Enter your password.').max(passwordLength.max),
})

export const factorInput = z.object({ code })

export const firstOwnerInput = z.object({ token, name, email, password: newPassword })
export type FirstOwnerInput = z.infer<typeof firstOwnerInput>

/** Joining by an invitation (which needs a name), or setting a new password by a reset link (where the name stays). */
export const linkInput = z.object({ token, name: name.optional(), password: newPassword })
export type LinkInput = z.infer<typeof linkInput>

export const linkTokenInput = z.object({ token })
export const nothingInput = z.object({})

export const inviteInput = z.object({ email, role })
export const operatorInput = z.object({ id: z.uuid() })
export const roleInput = z.object({ id: z.uuid(), role })

export const passwordInput = z.object({
  password: password.min(passwordLength.withFactor, `Use ${passwordLength.withFactor} characters or more.`),
})
export const totpInput = z.object({
  code: text()
    .max(40, 'Enter the six digits your app shows.')
    .transform(typed => typed.replace(/\s/g, ''))
    .pipe(text().regex(/^\d{6}$/, 'Enter the six digits your app shows.')),
})

/** What a browser's authenticator answers; its inside is checked by the library that verifies it. */
const credential = z
  .looseObject({
    id: text().max(1_500),
    rawId: text().max(1_500),
    type: z.literal('public-key'),
  })
  .refine(answer => JSON.stringify(answer).length <= 20_000, 'This is more than a passkey answers.')
/** The server's own note of what it asked a passkey to sign, sealed. */
const ticket = text().min(1).max(1_000)

export const passkeyInput = z.object({
  ticket,
  name: text().trim().min(1, 'Give it a name you will recognize.').max(60, 'Use 60 characters or fewer.'),
  credential,
})
export const passkeyIdInput = z.object({ id: text().min(1).max(1_500) })
export const passkeySignInInput = z.object({ ticket, credential })

/** Proving again who one is. */
export const confirmInput = z.discriminatedUnion('by', [
  z.object({ by: z.literal('password'), password: text().min(1, 'Enter your password.').max(passwordLength.max) }),
  z.object({ by: z.literal('code'), code }),
  z.object({ by: z.literal('passkey'), ticket, credential }),
])
export type ConfirmInput = z.input<typeof confirmInput>

export const sessionInput = z.object({ id: z.uuid() })

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
