'use client'

import { Banner } from '@/components/ui/banner'
import { useActionsRefused } from '@/components/ui/new-version'
import { ReloadButton } from '@/components/ui/reload-button'

/** Above every screen, once the server has refused an action of another build. Dialogs have a Reload button of their own. */
export function VersionBanner() {
  if (!useActionsRefused()) return null
  return (
    <Banner
      tone="warning"
      role="status"
      className="mb-4"
      title="A new version of the console is there"
      action={<ReloadButton size="sm" />}
    >
      This page can send nothing until you reload it. Copy what you need first.
    </Banner>
  )
}
