import { cn } from './cn'
import { formatNumber } from './number'
import { type Tone, toneFill } from './tone'

type Props = {
  label: string
  value: number
  max: number
  tone?: Tone | undefined
}

/** A progress bar with a label and numbers. */
export function Progress({ label, value, max, tone = 'accent' }: Props) {
  const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0
  const text = `${formatNumber(value)} of ${formatNumber(max)}`
  return (
    <div>
      <div className="mb-1 flex flex-wrap justify-between gap-x-4">
        <span>{label}</span>
        <span className="figures text-muted">{text}</span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(value, max)}
        aria-valuetext={text}
        className="h-1.5 overflow-hidden rounded-full bg-border"
      >
        <div
          className={cn('h-full rounded-full transition-[width] duration-200', toneFill[tone])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  )
}
