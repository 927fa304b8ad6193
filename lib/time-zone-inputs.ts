import { isTimeZone } from './day'
import { text, z } from './zod'

export const timeZoneInput = z.object({
  zone: text().check(
    z.trim(),
    z.maxLength(60, 'Use 60 characters or fewer.'),
    z.refine(isTimeZone, 'Enter the name of a time zone, such as Europe/Madrid.'),
  ),
})
