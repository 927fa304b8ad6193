import { passwordLength } from './operator'
import { roles } from './permissions'
import { text, trimmed, z } from './zod'

const name = trimmed(100).check(z.minLength(1, 'Enter a name.'))
const email = z.pipe(
  text().check(z.trim(), z.toLowerCase(), z.maxLength(254, 'Use 254 characters or fewer.')),
  z.email('Enter an e-mail address, such as ana@example.com.'),
)
/** The minimum length depends on the operator's second factor. The server checks it. */
const password = text().check(z.maxLength(passwordLength.max, `Use ${passwordLength.max} characters or fewer.`))
const newPassword = password.check(
  z.minLength(passwordLength.min, `Use ${passwordLength.min} characters or more: a few words are easy to remember.`),
)
const role = z.enum(roles, 'Choose a role.')
const token = text().check(z.minLength(1), z.maxLength(100))
/** Six digits from an authenticator app, or a recovery code. Spaces and dashes are ignored. */
const code = z.pipe(
  z.pipe(
    text().check(z.trim(), z.maxLength(40, 'Enter six digits, or a recovery code.')),
    z.transform((typed: string) => typed.replace(/[\s-]/g, '').toLowerCase()),
  ),
  text().check(z.regex(/^(\d{6}|[a-z2-7]{16})$/, 'Enter six digits, or a recovery code.')),
)

const givenPassword = text().check(z.minLength(1, 'Enter your password.'), z.maxLength(passwordLength.max))

export const signInInput = z.object({
  email: text().check(z.trim(), z.toLowerCase(), z.minLength(1, 'Enter your e-mail address.'), z.maxLength(254)),
  password: givenPassword,
})

export const factorInput = z.object({ code })

export const firstOwnerInput = z.object({ token, name, email, password: newPassword })
export type FirstOwnerInput = z.infer<typeof firstOwnerInput>

/** Joins with an invitation (which needs a name), or sets a new password with a reset link (which keeps the name). */
export const linkInput = z.object({ token, name: z.optional(name), password: newPassword })
export type LinkInput = z.infer<typeof linkInput>

export const linkTokenInput = z.object({ token })
export const nothingInput = z.object({})

export const inviteInput = z.object({ email, role })
export const operatorInput = z.object({ id: z.uuid() })
export const roleInput = z.object({ id: z.uuid(), role })

export const passwordInput = z.object({
  password: password.check(
    z.minLength(passwordLength.withFactor, `Use ${passwordLength.withFactor} characters or more.`),
  ),
})
export const totpInput = z.object({
  code: z.pipe(
    z.pipe(
      text().check(z.maxLength(40, 'Enter the six digits your app shows.')),
      z.transform((typed: string) => typed.replace(/\s/g, '')),
    ),
    text().check(z.regex(/^\d{6}$/, 'Enter the six digits your app shows.')),
  ),
})

/** The answer of a browser's authenticator. The library that verifies it checks its content. */
const credential = z
  .looseObject({
    id: text().check(z.maxLength(1_500)),
    rawId: text().check(z.maxLength(1_500)),
    type: z.literal('public-key'),
  })
  .check(z.refine(answer => JSON.stringify(answer).length <= 20_000, 'The passkey’s answer is too large.'))
/** The server's sealed note of the challenge that the passkey must sign. */
const ticket = text().check(z.minLength(1), z.maxLength(1_000))

export const passkeyInput = z.object({
  ticket,
  name: trimmed(60).check(z.minLength(1, 'Enter a name that you will recognize.')),
  credential,
})
export const passkeyIdInput = z.object({ id: text().check(z.minLength(1), z.maxLength(1_500)) })
export const passkeySignInInput = z.object({ ticket, credential })

/** Confirms the identity of the operator. */
export const confirmInput = z.discriminatedUnion('by', [
  z.object({ by: z.literal('password'), password: givenPassword }),
  z.object({ by: z.literal('code'), code }),
  z.object({ by: z.literal('passkey'), ticket, credential }),
])
export type ConfirmInput = z.input<typeof confirmInput>

export const sessionInput = z.object({ id: z.uuid() })
