import { isTimeZone } from './day'
import { trimmed, z } from './zod'

export const timeZoneInput = z.object({
  zone: trimmed(60).check(z.refine(isTimeZone, 'Enter the name of a time zone, such as Europe/Madrid.')),
})
