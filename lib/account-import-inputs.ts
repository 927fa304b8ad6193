import type { Finding } from './account-import'
import type { AccountLimit } from './account-limit'
import { mostLines } from './csv-table'
import { cell, importFields, lineNumber } from './import-fields'
import type { TimeLeft } from './time-left'
import { text, z } from './zod'

// The inputs that check and start an import. The file stays in the browser, which sends the four columns of its lines. They are stored
// only when the job is committed, and are checked again then.

const importLine = z.object({
  line: lineNumber,
  name: cell,
  email: cell,
  rollupBilling: cell,
  customPricing: cell,
})

export const checkImportInput = z.object({
  lines: z
    .array(importLine)
    .check(z.minLength(1, 'There are no rows to import.'), z.maxLength(mostLines, 'Import 5,000 rows or fewer.')),
})

export const startImportInput = z.extend(checkImportInput, {
  /** Made by the screen for each check. Sending it twice starts one job. */
  id: z.uuid(),
  /** Lines of the file that the browser kept: with too few or too many values, or left out by the operator. */
  kept: z.default_(z.int().check(z.minimum(0), z.maximum(mostLines)), 0),
  ...importFields,
  /** Leaves out lines with a warning, like those with a problem. */
  leaveOutWarned: z.boolean(),
  /** The operator has reviewed the warnings. */
  acknowledged: z.boolean(),
  /** The number of accounts, typed by the operator. */
  typedCount: text().check(z.trim(), z.maxLength(12)),
})

export type ImportCheck = {
  lines: number
  /** By line; all problems of a line together. */
  findings: Finding[]
  /** Lines without a problem, and how many of them have a warning. */
  good: number
  warned: number
  /** Good lines without an e-mail. They get an address made from the operator's. */
  proposed: number
  /** How many good lines have rollup billing, which cannot be changed later, and how many of these have a warning. */
  rollup: number
  rollupWarned: number
  /** Null if nothing was checked. */
  limit: AccountLimit | null
  /** At Telnyx's current rate limit; null = Telnyx has not reported it yet. */
  time: TimeLeft | null
  /** Identifies the checked lines and their findings. Only a check with the same digest is started. */
  digest: string
}

/** The check of a file without any line that can be sent. */
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
  /** The results have changed since the check, so the operator reviews them again. */
  | { kind: 'changed'; check: ImportCheck }
