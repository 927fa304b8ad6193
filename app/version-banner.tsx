'use client'

import { Banner } from '@/components/ui/banner'
import { ReloadButton } from '@/components/ui/reload-button'
import { useNewVersion } from '@/components/ui/use-new-version'

/** Above every screen while the server runs another build. Open dialogs have a Reload button after a refused action. */
export function VersionBanner() {
  const version = useNewVersion()
  if (version === 'none') return null
  const refused = version === 'refused'
  return (
    <Banner
      tone={refused ? 'warning' : 'info'}
      role="status"
      className="mb-4"
      title="A new version of the console is available"
      action={<ReloadButton size="sm" />}
    >
      {refused
        ? 'You cannot send anything from this page until you reload it. Copy what you need first.'
        : 'Reload this page before you start something new.'}
    </Banner>
  )
}
