import { z } from 'zod'

/** How an operator likes tables to look: kept on the server, so that it follows the person and not the browser. */
export const preferenceSchemas = {
  'accounts.columns': z.record(z.string().max(50), z.boolean()),
} as const

export type PreferenceKey = keyof typeof preferenceSchemas
export type Preference<K extends PreferenceKey> = z.infer<(typeof preferenceSchemas)[K]>

export const setPreferenceInput = z.object({
  key: z.enum(Object.keys(preferenceSchemas) as [PreferenceKey, ...PreferenceKey[]]),
  value: z
    .record(z.string().max(50), z.boolean())
    .refine(value => Object.keys(value).length <= 50, 'Too many columns.'),
})

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]
export const themeCookie = 'console-theme'
