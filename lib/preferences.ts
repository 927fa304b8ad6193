import { z } from './zod'

/** How an operator likes tables to look: kept on the server, so that it follows the person and not the browser. */
export const preferenceSchemas = {
  /** Which columns show (absent = the table's default) and in which order; what is not named follows. */
  'accounts.columns': z.object({
    visibility: z
      .record(z.string().max(50), z.boolean())
      .refine(value => Object.keys(value).length <= 50, 'Too many columns.'),
    order: z.array(z.string().max(50)).max(50),
  }),
} as const

export type PreferenceKey = keyof typeof preferenceSchemas
export type Preference<K extends PreferenceKey> = z.infer<(typeof preferenceSchemas)[K]>

export const setPreferenceInput = z.discriminatedUnion('key', [
  z.object({ key: z.literal('accounts.columns'), value: preferenceSchemas['accounts.columns'] }),
])
