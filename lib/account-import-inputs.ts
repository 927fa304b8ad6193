import type { Finding } from './account-import'
import type { AccountLimit } from './account-limit'
import { mostLines } from './csv-table'
import type { TimeLeft } from './time-left'
import { text, z } from './zod'

// What checks and starts an import. The file itself stays in the browser: its lines come as the four columns that are asked for, are
// kept nowhere until the job is committed, and are checked again by what commits it.

/** Longer than anything that is taken, so that what is too long can be named with its line. */
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
  /** Made by the screen when a file is chosen: sent twice it starts one job. */
  id: z.uuid(),
  /** Of the check that was looked at. */
  digest: text().check(z.maxLength(64)),
  /** What the file is called; goes on record. */
  file: text().check(z.trim(), z.maxLength(255)),
  /** Lines with a warning are left out as those with a problem are. */
  leaveOutWarned: z.boolean(),
  /** Somebody has looked at the warnings. */
  acknowledged: z.boolean(),
  /** How many accounts, typed by a person. */
  typedCount: text().check(z.trim(), z.maxLength(12)),
  reason: text().check(z.trim(), z.maxLength(1_000, 'Use 1,000 characters or fewer.')),
})

export type ImportCheck = {
  lines: number
  /** By line; each line's problems together. */
  findings: Finding[]
  /** Lines without a problem, and how many of them have a warning. */
  good: number
  warned: number
  /** Good lines without an e-mail: they get an address made of the operator's own. */
  proposed: number
  /** Who pays, of the good lines, and of those among them that have a warning: it cannot be changed later. */
  rollup: number
  rollupWarned: number
  /** Null where nothing was checked. */
  limit: AccountLimit | null
  /** At Telnyx's present limit; null = Telnyx has not said it yet. */
  time: TimeLeft | null
  /** Stands for what was checked and what was found: only that is started. */
  digest: string
}

/** Of a file in which no line can be sent. */
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
  /** Something has changed since: somebody looks again. */
  | { kind: 'changed'; check: ImportCheck }
