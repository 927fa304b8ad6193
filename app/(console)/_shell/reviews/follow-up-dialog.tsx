'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Dialog } from '@/components/ui/dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ReviewItem, RoundView } from '@/lib/reviews'
import { supportText } from './support-text'
import { itemName } from './words'

type Props = {
  round: RoundView
  item: ReviewItem
  follow: (item: ReviewItem, step: 'sent' | 'answered', on: boolean) => Promise<void>
  onClose: () => void
}

export function FollowUpDialog({ round, item, follow, onClose }: Props) {
  const [busy, setBusy] = useState(false)
  const text = supportText(round.kind, item)
  const step = (name: 'sent' | 'answered', on: boolean) => {
    setBusy(true)
    void follow(item, name, on).finally(() => setBusy(false))
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title={
        <>
          Follow up <bdi className="[overflow-wrap:anywhere]">{itemName(item)}</bdi>
        </>
      }
      description="The console sends nothing: copy the text into a request to Telnyx support."
      busy={busy}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {item.sentAt === null ? (
            <Button variant="primary" pending={busy} onClick={() => step('sent', true)}>
              Mark as sent
            </Button>
          ) : item.answeredAt === null ? (
            <>
              <Button pending={busy} onClick={() => step('sent', false)}>
                Mark as not sent
              </Button>
              <Button variant="primary" pending={busy} onClick={() => step('answered', true)}>
                Mark as answered
              </Button>
            </>
          ) : (
            <Button pending={busy} onClick={() => step('answered', false)}>
              Mark as not answered
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-3">
        {item.note && <p className="whitespace-pre-line [overflow-wrap:anywhere]">{item.note}</p>}
        <div className="flex items-start gap-2 rounded-lg border border-border bg-subtle p-3">
          <p className="min-w-0 flex-1 select-text whitespace-pre-line [overflow-wrap:anywhere]">{text}</p>
          <CopyButton value={text} label="Copy text for Telnyx support" />
        </div>
        <p className="text-muted" role="status">
          {item.sentAt === null ? (
            'Not sent yet'
          ) : (
            <>
              Sent by {item.sentBy ?? 'you'}, <RelativeTime at={item.sentAt} />
            </>
          )}
          {item.answeredAt !== null && (
            <>
              . Answered, noted by {item.answeredBy ?? 'you'}, <RelativeTime at={item.answeredAt} />
            </>
          )}
        </p>
      </div>
    </Dialog>
  )
}
