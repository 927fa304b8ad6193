import { accountsLookSchema } from './preferences'
import { longestName } from './views'
import { text, z } from './zod'

const name = z.pipe(
  z.pipe(
    text().check(z.maxLength(1_000, `Use ${longestName} characters or fewer.`)),
    z.transform((value: string) => value.trim().replace(/\s+/g, ' ')),
  ),
  text().check(z.minLength(1, 'Enter a name.'), z.maxLength(longestName, `Use ${longestName} characters or fewer.`)),
)
const search = text().check(z.maxLength(5_000))
const id = z.uuid()

export const saveViewInput = z.object({ name, search, look: accountsLookSchema, shared: z.boolean() })

/** Absent fields stay unchanged. */
export const changeViewInput = z.object({
  id,
  name: z.optional(name),
  search: z.optional(search),
  look: z.optional(accountsLookSchema),
  shared: z.optional(z.boolean()),
})

export const deleteViewInput = z.object({ id })

/** The form for the name and who can see the view. */
export const viewFormInput = z.pick(saveViewInput, { name: true, shared: true })
export type ViewForm = z.infer<typeof viewFormInput>
