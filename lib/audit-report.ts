/** The first place where the record is not intact, and what is wrong there. */
export type RecordFinding = {
  /** The row's id; null if no row can be named. */
  row: number | null
  kind:
    | 'changed'
    | 'missing'
    | 'inserted'
    | 'order'
    | 'rebuilt'
    | 'tail'
    | 'genesis'
    | 'head'
    | 'checkpoint'
    | 'archive'
  /** Sentences for people. */
  words: string
}

/** What the checkpoint file says; null if there is none. */
export type CheckpointReport = {
  count: number
  last: { at: string; lastId: number } | null
  /** Rows after the last checkpoint. If somebody cut them off and reset the head, nothing would show it. */
  uncovered: number
}

export type RecordReport = {
  ok: boolean
  finding: RecordFinding | null
  rows: number
  /** The last row that was read. */
  lastId: number | null
  seconds: number
  /** ISO instant of the start. */
  at: string
  checkpoints: CheckpointReport | null
  /** Rows up to this one were archived and removed; null = none were. */
  archived: { lastId: number; at: string; rows: number } | null
  /** Rows of archives that were verified with the record; null = no archive was named. */
  archiveRows: number | null
  /** Problems that do not affect the record, but need attention. */
  warnings: string[]
}
