import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { PhoneSheet, SheetButton } from './phone-sheet'

/** Actions of a page that are behind one button on a phone, which comes last there. */
export function MoreActions({ children }: { children: ReactNode }) {
  return (
    <>
      <PhoneSheet id="more" title="More actions">
        {children}
      </PhoneSheet>
      <SheetButton sheet="more" aria-label="More actions" className="px-3 max-sm:order-last">
        <Ellipsis aria-hidden />
      </SheetButton>
    </>
  )
}
