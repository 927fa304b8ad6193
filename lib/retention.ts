/** Days for which rows are kept after they have ended or were last used. */
export type RetentionDays = {
  sessions: number
  devices: number
  commands: number
  jobs: number
  rosterChanges: number
}

/** How many rows are old, or were removed. */
export type OldRows = {
  sessions: number
  devices: number
  commands: number
  jobItems: number
  jobs: number
  rosterChanges: number
}

export const oldRowWords: Record<keyof OldRows, string> = {
  sessions: 'ended sessions',
  devices: 'known browsers',
  commands: 'finished commands',
  jobItems: 'items of finished jobs',
  jobs: 'finished jobs',
  rosterChanges: 'changes of organization users',
}
