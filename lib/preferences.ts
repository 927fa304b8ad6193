import { columnWidth, densities } from './table-look'
import { text, z } from './zod'

const columnId = text().check(z.maxLength(50))
const byColumn = <T extends z.ZodType>(value: T) =>
  z.record(columnId, value).check(z.refine(columns => Object.keys(columns).length <= 50, 'Too many columns.'))

/** The look of the accounts table. A missing setting means the table's default; unknown columns are ignored. */
export const accountsLookSchema = z.object({
  /** Visibility per column; a column that is not named is shown. */
  visibility: z.optional(byColumn(z.boolean())),
  /** Columns that are not named come last. */
  order: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Pinned at the left, after the first column. */
  pinned: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Pixels. */
  widths: z.optional(byColumn(z.int().check(z.minimum(columnWidth.min), z.maximum(columnWidth.max)))),
  density: z.optional(z.enum(densities)),
})
export type AccountsLook = z.infer<typeof accountsLookSchema>

/** An operator's table settings: stored on the server, so that they follow the person and not the browser. */
export const preferenceSchemas = { 'accounts.look': accountsLookSchema } as const

export type PreferenceKey = keyof typeof preferenceSchemas
export type Preference<K extends PreferenceKey> = z.infer<(typeof preferenceSchemas)[K]>

export const setPreferenceInput = z.discriminatedUnion('key', [
  z.object({ key: z.literal('accounts.look'), value: accountsLookSchema }),
])
