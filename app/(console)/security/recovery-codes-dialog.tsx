'use client'

import { Copy, Download, Printer } from 'lucide-react'
import { useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { utcDay } from '@/components/ui/time-words'
import { toast } from '@/components/ui/toast'
import { saveFile } from '../_shell/save-file'

type Props = { codes: readonly string[]; onClose: () => void }

/** Shown once, because the console keeps only hashes. It can be closed only after the checkbox is ticked. */
export function RecoveryCodesDialog({ codes, onClose }: Props) {
  const [kept, setKept] = useState(false)
  const text = `${codes.join('\n')}\n`
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast.success('Copied'),
      () => toast.error('Could not copy', { description: 'Select the codes and copy them yourself.' }),
    )
  const save = () =>
    saveFile({
      blob: new Blob([text], { type: 'text/plain;charset=utf-8' }),
      file: 'reseller-console-recovery-codes.txt',
    })
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      size="sm"
      title="Your recovery codes"
      description="Each code works once, instead of your second factor."
      busy={!kept}
      footer={
        <Button variant="primary" disabled={!kept} onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="grid gap-4">
        <Banner tone="warning" title="These codes are shown only once">
          Store them where you can find them without your phone. Earlier codes no longer work.
        </Banner>
        <div data-printed>
          <p className="mb-2 hidden print:block">
            Recovery codes for {location.host}, created on {utcDay(new Date())}. Each works once.
          </p>
          <ul
            data-autofocus
            tabIndex={-1}
            aria-label="Recovery codes"
            className="grid grid-cols-1 gap-x-6 gap-y-1 rounded-lg border border-border bg-subtle p-3 font-mono xs:grid-cols-2"
          >
            {codes.map(code => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void copy()}>
            <Copy aria-hidden />
            Copy
          </Button>
          <Button size="sm" onClick={save}>
            <Download aria-hidden />
            Download
          </Button>
          <Button size="sm" onClick={() => window.print()}>
            <Printer aria-hidden />
            Print
          </Button>
        </div>
        <Checkbox checked={kept} onChange={event => setKept(event.target.checked)} label="I have stored these codes" />
      </div>
    </Dialog>
  )
}
