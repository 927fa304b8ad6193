/** The common style of text fields. 16 px on touch, because iOS zooms in on smaller text. */
export const fieldClass =
  'weak:w-full rounded-md border border-border-strong bg-surface text-foreground text-sm transition-colors duration-100 hover:border-muted disabled:cursor-not-allowed disabled:bg-subtle disabled:text-muted disabled:opacity-100 aria-invalid:border-danger focus-visible:outline-offset-0 coarse:text-lg'
