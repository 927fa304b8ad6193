/** Where the record is first not as it was written, and what is wrong there. */
export type RecordFinding = {
  /** The row's id; null where no row can be named. */
  row: number | null
  kind: 'changed' | 'missing' | 'inserted' | 'order' | 'rebuilt' | 'tail' | 'genesis' | 'head' | 'checkpoint'
  /** Sentences for people. */
  words: string
}

/** What the file of checkpoints says; null where none is kept. */
export type CheckpointReport = {
  count: number
  last: { at: string; lastId: number } | null
  /** Rows after the last checkpoint: cut off with the head set back, they would not be missed. */
  uncovered: number
}

export type RecordReport = {
  ok: boolean
  finding: RecordFinding | null
  rows: number
  /** The last row that was read. */
  lastId: number | null
  seconds: number
  /** ISO instant at which it was begun. */
  at: string
  checkpoints: CheckpointReport | null
  /** What does not make the record wrong, but should be seen to. */
  warnings: string[]
}
