import type { ReactNode } from 'react'
import { BrandMark } from './brand-mark'
import { VersionBanner } from './version-banner'

type Props = { title: string; description: string; children: ReactNode }

/** The frame of the pages for visitors who are not signed in: sign-in, join and set-up. */
export function EntryPage({ title, description, children }: Props) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-88">
        <div className="mb-6 flex items-center gap-2 font-semibold text-base">
          <BrandMark />
          Reseller Console
        </div>
        <h1 className="font-semibold text-xl">{title}</h1>
        <p className="mt-1 mb-6 text-muted">{description}</p>
        <VersionBanner />
        {children}
      </div>
    </main>
  )
}
