'use client'

import { Banner } from '@/components/ui/banner'
import { ReloadButton } from '@/components/ui/reload-button'
import { useNewVersion } from '@/components/ui/use-new-version'

/** Above every screen, when the server runs another build. Dialogs have a Reload button of their own once it refused an action. */
export function VersionBanner() {
  const version = useNewVersion()
  if (version === 'none') return null
  const refused = version === 'refused'
  return (
    <Banner
      tone={refused ? 'warning' : 'info'}
      role="status"
      className="mb-4"
      title="A new version of the console is there"
      action={<ReloadButton size="sm" />}
    >
      {refused
        ? 'This page can send nothing until you reload it. Copy what you need first.'
        : 'Reload this page before you start something new.'}
    </Banner>
  )
}
