import type { ReactNode } from 'react'
import { AccountSelectionProvider } from './selection-provider'

/** Guards nothing: each page authorizes on its own. */
export default function AccountsLayout({ children }: { children: ReactNode }) {
  return <AccountSelectionProvider>{children}</AccountSelectionProvider>
}
