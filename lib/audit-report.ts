/** The first position at which the audit is not as it was written, and what is wrong there. */
export type RecordFinding = {
  /** The row's id; null when no row can be named. */
  row: number | null
  kind: 'changed' | 'missing' | 'inserted' | 'order' | 'rebuilt' | 'tail' | 'genesis' | 'head' | 'checkpoint'
  /** Sentences for people. */
  words: string
}

/** What the file of checkpoints says; null when there is none. */
export type CheckpointReport = {
  count: number
  last: { at: string; lastId: number } | null
  /** Rows after the last checkpoint: if they were cut off and the head set back, nobody would notice. */
  uncovered: number
}

export type RecordReport = {
  ok: boolean
  finding: RecordFinding | null
  rows: number
  /** The last row that was read. */
  lastId: number | null
  seconds: number
  /** ISO instant of its start. */
  at: string
  checkpoints: CheckpointReport | null
  /** Risks that do not make the audit wrong. */
  warnings: string[]
}
