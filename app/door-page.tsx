import type { ReactNode } from 'react'

/** The frame of the pages before one is in: signing in and setting up. */
export function DoorPage({
  title,
  description,
  children,
}: {
  title: string
  description: string
  children: ReactNode
}) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-88">
        <div className="mb-6 flex items-center gap-2 font-semibold text-base">
          <BrandMark />
          Reseller Console
        </div>
        <h1 className="font-semibold text-xl">{title}</h1>
        <p className="mt-1 mb-6 text-muted">{description}</p>
        {children}
      </div>
    </main>
  )
}

export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" className="size-5 text-accent" aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" />
      <path d="M6 13.5v-7M10 13.5V9M14 13.5v-5.5" stroke="var(--color-surface)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
