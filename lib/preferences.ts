import { columnWidth, densities } from './table-look'
import { text, z } from './zod'

const columnId = text().check(z.maxLength(50))
const byColumn = <T extends z.ZodType>(value: T) =>
  z.record(columnId, value).check(z.refine(columns => Object.keys(columns).length <= 50, 'Too many columns.'))

/** How the accounts table looks. Absent fields use the defaults of the table. Unknown columns are ignored. */
export const accountsLookSchema = z.object({
  /** Which columns are visible. Columns not listed are visible. */
  visibility: z.optional(byColumn(z.boolean())),
  /** Columns not listed come after these. */
  order: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Pinned at the left, after the first column. */
  pinned: z.optional(z.array(columnId).check(z.maxLength(50))),
  /** Pixels. */
  widths: z.optional(byColumn(z.int().check(z.minimum(columnWidth.min), z.maximum(columnWidth.max)))),
  density: z.optional(z.enum(densities)),
})
export type AccountsLook = z.infer<typeof accountsLookSchema>

/** When the roster was read at which the operator last looked: later changes are news. */
export const rosterLookKey = 'organization.look'
export const rosterLookSchema = z.object({ at: z.iso.datetime() })

/** Preferences of an operator, saved on the server so that they apply in every browser. */
export const preferenceSchemas = { 'accounts.look': accountsLookSchema, [rosterLookKey]: rosterLookSchema } as const

export type PreferenceKey = keyof typeof preferenceSchemas
export type Preference<K extends PreferenceKey> = z.infer<(typeof preferenceSchemas)[K]>

export const setPreferenceInput = z.discriminatedUnion('key', [
  z.object({ key: z.literal('accounts.look'), value: accountsLookSchema }),
  z.object({ key: z.literal(rosterLookKey), value: rosterLookSchema }),
])
