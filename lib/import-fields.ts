import { text, trimmed, z } from './zod'

/** Longer than any valid value, so that a value that is too long becomes a finding with its line. */
export const cell = text().check(z.maxLength(1_000))
export const lineNumber = z.int().check(z.minimum(1), z.maximum(10_000_000))

/** Of every import of a file. */
export const importFields = {
  /** The digest of the check that the operator reviewed. */
  digest: text().check(z.maxLength(64)),
  /** The file's name, which is recorded. */
  file: text().check(z.trim(), z.maxLength(255)),
  reason: trimmed(1_000),
}
