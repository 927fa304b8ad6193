import type { ReactNode } from 'react'
import { AccountSelectionProvider } from './selection-provider'

/** The layout does not authorize. Each page does. */
export default function AccountsLayout({ children }: { children: ReactNode }) {
  return <AccountSelectionProvider>{children}</AccountSelectionProvider>
}
