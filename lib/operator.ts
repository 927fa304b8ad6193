import { z } from './zod'

export const passwordLength = { min: 15, max: 200 }

const name = z.string().trim().min(1, 'Enter a name.').max(100, 'Use 100 characters or fewer.')
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'Use 254 characters or fewer.')
  .pipe(z.email('Enter an e-mail address, such as ana@example.com.'))
const newPassword = z
  .string()
  .min(passwordLength.min, `Use ${passwordLength.min} characters or more: a few words are easy to remember.`)
  .max(passwordLength.max, `Use ${passwordLength.max} characters or fewer.`)

export const signInInput = z.object({
  email: z.string().trim().toLowerCase().min(1, 'Enter your e-mail address.').max(254),
  password: z.string().min(1, 'Enter your password.').max(passwordLength.max),
})

export const firstOwnerInput = z.object({ token: z.string().min(1).max(100), name, email, password: newPassword })
export type FirstOwnerInput = z.infer<typeof firstOwnerInput>

/** The operators every demo has, one a role; their password is printed by the demo command. */
export const demoPassword = 'reseller-console-demo'
