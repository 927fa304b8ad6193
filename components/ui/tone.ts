/** The meaning of a thing, not its look. Every tone is also shown by a word or an icon. */
export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'info'

export const tonePanel: Record<Tone, string> = {
  neutral: 'bg-subtle text-foreground',
  accent: 'bg-accent-subtle text-accent',
  success: 'bg-success-subtle text-success',
  warning: 'bg-warning-subtle text-warning',
  danger: 'bg-danger-subtle text-danger',
  info: 'bg-info-subtle text-info',
}

/** Fills of gauges and bars: the strong colour of each tone. */
export const toneFill: Record<Tone, string> = {
  neutral: 'bg-border-strong',
  accent: 'bg-accent-solid',
  success: 'bg-success',
  warning: 'bg-warning',
  danger: 'bg-danger-solid',
  info: 'bg-info',
}
