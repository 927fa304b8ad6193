import { z } from 'zod'

// In a browser zod would try to compile its checks, which the content security policy refuses and reports. Everything in lib imports
// it from here, so that a screen without a form loads none of it.
if (typeof document !== 'undefined') z.config({ jitless: true })

export { z }
