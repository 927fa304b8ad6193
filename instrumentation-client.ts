import { config } from 'zod/v4/core'

// Before any schema is made: zod would try whether it may compile code, which the content security policy forbids and reports.
config({ jitless: true })
