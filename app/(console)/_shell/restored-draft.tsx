import { Button } from '@/components/ui/button'

type Props = {
  kept: Record<string, string>
  /** What it was typed for, if that was something else: "3 accounts". */
  about?: string | undefined
  onClear: () => void
}

/** Says that the form begins with text typed earlier. */
export function RestoredDraft({ kept, about, onClear }: Props) {
  if (Object.keys(kept).length === 0) return null
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-muted">
      What you typed earlier{about && ` for ${about}`} is here again.
      <Button size="sm" variant="ghost" onClick={onClear}>
        Clear
      </Button>
    </p>
  )
}
