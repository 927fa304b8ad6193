import type { Finding } from './account-import'
import type { AccountLimit } from './account-limit'
import { mostLines } from './csv-table'
import type { TimeLeft } from './time-left'
import { text, z } from './zod'

// The inputs that check and start an import. The file stays in the browser: only its lines are sent, reduced to the
// four columns. They are stored nowhere until the job is committed, and the commit checks them again.

/** Longer than any accepted value, so that a value that is too long can be reported with its line. */
const cell = text().check(z.maxLength(1_000))

const importLine = z.object({
  line: z.int().check(z.minimum(1), z.maximum(10_000_000)),
  name: cell,
  email: cell,
  rollupBilling: cell,
  customPricing: cell,
})

export const checkImportInput = z.object({
  lines: z
    .array(importLine)
    .check(z.minLength(1, 'There is no line to import.'), z.maxLength(mostLines, 'Import 5,000 lines or fewer.')),
})

export const startImportInput = z.extend(checkImportInput, {
  /** Made by the screen when a file is chosen: an idempotency key, so that sending it twice starts one job. */
  id: z.uuid(),
  /** The digest of the check that the operator saw. */
  digest: text().check(z.maxLength(64)),
  /** The file's name; recorded. */
  file: text().check(z.trim(), z.maxLength(255)),
  /** Leaves out lines with a warning, like those with a problem. */
  leaveOutWarned: z.boolean(),
  /** The operator has seen the warnings. */
  acknowledged: z.boolean(),
  /** How many accounts, typed by a person. */
  typedCount: text().check(z.trim(), z.maxLength(12)),
  reason: text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.')),
})

export type ImportCheck = {
  lines: number
  /** By line; all problems of a line together. */
  findings: Finding[]
  /** Lines without a problem, and how many of them have a warning. */
  good: number
  warned: number
  /** Good lines without an e-mail: they get an address derived from the operator's own. */
  proposed: number
  /** Who pays, for the good lines and for those of them with a warning: it cannot be changed later. */
  rollup: number
  rollupWarned: number
  /** Null where nothing was checked. */
  limit: AccountLimit | null
  /** At Telnyx's current rate limit; null = Telnyx has not reported it yet. */
  time: TimeLeft | null
  /** Identifies the checked lines and their findings: only these are started. */
  digest: string
}

/** For a file in which no line can be sent. */
export const nothingChecked: ImportCheck = {
  lines: 0,
  findings: [],
  good: 0,
  warned: 0,
  proposed: 0,
  rollup: 0,
  rollupWarned: 0,
  limit: null,
  time: null,
  digest: '',
}

export type ImportStarted =
  | { kind: 'started'; jobId: string }
  /** Something has changed since the check: the operator must look again. */
  | { kind: 'changed'; check: ImportCheck }
