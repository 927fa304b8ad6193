import { accountsLookSchema } from './preferences'
import { longestName } from './views'
import { text, z } from './zod'

const name = text()
  .max(1_000, `Use ${longestName} characters or fewer.`)
  .transform(value => value.trim().replace(/\s+/g, ' '))
  .pipe(text().min(1, 'Enter a name.').max(longestName, `Use ${longestName} characters or fewer.`))
const search = text().max(5_000)
const id = z.uuid()

export const saveViewInput = z.object({ name, search, look: accountsLookSchema, shared: z.boolean() })

/** What is absent stays. */
export const changeViewInput = z.object({
  id,
  name: name.optional(),
  search: search.optional(),
  look: accountsLookSchema.optional(),
  shared: z.boolean().optional(),
})

export const deleteViewInput = z.object({ id })

/** The form of a name. */
export const viewFormInput = saveViewInput.pick({ name: true, shared: true })
export type ViewForm = z.infer<typeof viewFormInput>
