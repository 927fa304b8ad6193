'use client'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import type { IssuedLink } from '@/lib/operator'

type Props = { issued: IssuedLink; title: string; description: string; onClose: () => void }

/** Shown once, because the console keeps only a hash. A click outside does not close it. */
export function IssuedLinkDialog({ issued, title, description, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={title}
      description={description}
      onSubmit={event => {
        event.preventDefault()
        onClose()
      }}
      footer={
        <Button type="submit" variant="primary">
          Done
        </Button>
      }
    >
      <div className="grid gap-4">
        <div className="flex items-start gap-2 rounded-lg border border-border bg-subtle p-3">
          <code className="min-w-0 flex-1 text-xs [overflow-wrap:anywhere]">{issued.link}</code>
          <CopyButton value={issued.link} label="Copy link" />
        </div>
        <p>
          It works once and expires <RelativeTime at={issued.expiresAt} />.
        </p>
        <Banner tone="warning" title="This link is shown only once">
          The console sends no e-mail. Send the link yourself, in a way that only this person can read.
        </Banner>
      </div>
    </Dialog>
  )
}
