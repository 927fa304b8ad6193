/** How many days rows are kept after they ended or were last used. */
export type RetentionDays = { sessions: number; devices: number; commands: number; jobs: number }

/** How many rows are old, or were removed. */
export type OldRows = { sessions: number; devices: number; commands: number; jobItems: number; jobs: number }

export const oldRowWords: Record<keyof OldRows, string> = {
  sessions: 'ended sessions',
  devices: 'known browsers',
  commands: 'finished commands',
  jobItems: 'items of finished jobs',
  jobs: 'finished jobs',
}
