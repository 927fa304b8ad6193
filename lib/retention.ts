export const oldRowWords = {
  sessions: 'ended sessions',
  devices: 'known browsers',
  commands: 'finished commands',
  jobItems: 'items of finished jobs',
  jobs: 'finished jobs',
  rosterChanges: 'changes of organization users',
}

/** How many rows are old, or were removed. */
export type OldRows = Record<keyof typeof oldRowWords, number>

/** Days for which rows are kept after they have ended or were last used. */
export type RetentionDays = Omit<OldRows, 'jobItems'>
