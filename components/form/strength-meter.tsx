import { cn } from '@/components/ui/cn'

export type Strength = 0 | 1 | 2 | 3 | 4

const words = ['Very weak', 'Weak', 'Fair', 'Good', 'Strong'] as const
const fills = ['bg-danger-solid', 'bg-danger-solid', 'bg-warning', 'bg-success', 'bg-success'] as const

/** Shows a zxcvbn score (0–4); null while there is no password. Keeps its height. */
export function StrengthMeter({ score, advice }: { score: Strength | null; advice?: string | undefined }) {
  return (
    <div className="mt-1.5 flex min-h-4 items-center gap-2">
      <span aria-hidden className="grid w-28 shrink-0 grid-cols-4 gap-1">
        {[1, 2, 3, 4].map(step => (
          <span
            key={step}
            className={cn('h-1 rounded-full', score !== null && score >= step ? fills[score] : 'bg-border')}
          />
        ))}
      </span>
      <span role="status" className="text-muted text-xs">
        {score !== null && [words[score], advice].filter(Boolean).join('. ')}
      </span>
    </div>
  )
}
