'use client'

import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { cn } from '@/components/ui/cn'

type Props = {
  labels: readonly string[]
  /** From 0. */
  current: number
  /** Changes when the step has new content. */
  content?: string | undefined
  children: ReactNode
}

/** The list of steps and the content of the current one. A new step, or its new content, is focused at its beginning. */
export function Steps({ labels, current, content, children }: Props) {
  const step = useRef<HTMLDivElement>(null)
  const now = `${current} ${content}`
  const shown = useRef(now)
  useEffect(() => {
    if (shown.current === now) return
    shown.current = now
    step.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [now])
  return (
    <>
      <ol className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-1.5" aria-label="Steps">
        {labels.map((label, at) => (
          <li
            key={label}
            aria-current={at === current ? 'step' : undefined}
            className={cn('flex items-center gap-2', at === current ? 'font-medium' : 'text-muted')}
          >
            <span
              aria-hidden
              className={cn(
                'figures grid size-5 place-items-center rounded-full border text-xs',
                at === current
                  ? 'border-accent-solid bg-accent-solid text-accent-solid-foreground'
                  : 'border-border-control',
              )}
            >
              {at < current ? <Check className="size-3" /> : at + 1}
            </span>
            {label}
            {at < current && <span className="sr-only">, done</span>}
          </li>
        ))}
      </ol>
      {/* biome-ignore lint/a11y/useSemanticElements: a group without a legend */}
      <div
        ref={step}
        role="group"
        aria-label={`Step ${current + 1}: ${labels[current]}`}
        tabIndex={-1}
        className="outline-none"
      >
        {children}
      </div>
    </>
  )
}
