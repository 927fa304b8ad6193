import { columnWidth, densities } from './table-look'
import { text, z } from './zod'

const columnId = text().check(z.maxLength(50))
const byColumn = <T extends z.ZodType>(value: T) =>
  z.record(columnId, value).check(z.refine(columns => Object.keys(columns).length <= 50, 'Too many columns.'))

/** How the accounts table looks. What is absent is as the table has it by default; unknown columns do no harm. */
export const accountsLookSchema = z.object({
  /** Which columns show; one that is not named shows. */
  visibility: z.optional(byColumn(z.boolean())),
  /** What is not named follows. */
  order: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Kept in sight at the left, after the first column. */
  pinned: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Pixels. */
  widths: z.optional(byColumn(z.int().check(z.minimum(columnWidth.min), z.maximum(columnWidth.max)))),
  density: z.optional(z.enum(densities)),
})
export type AccountsLook = z.infer<typeof accountsLookSchema>

/** How an operator likes tables to look: kept on the server, so that it follows the person and not the browser. */
export const preferenceSchemas = { 'accounts.look': accountsLookSchema } as const

export type PreferenceKey = keyof typeof preferenceSchemas
export type Preference<K extends PreferenceKey> = z.infer<(typeof preferenceSchemas)[K]>

export const setPreferenceInput = z.discriminatedUnion('key', [
  z.object({ key: z.literal('accounts.look'), value: accountsLookSchema }),
])
