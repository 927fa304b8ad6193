'use client'

import { Download } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ExportMenuProps } from './export-dialog'

const ExportDialog = lazy(() => import('./export-dialog').then(module => ({ default: module.ExportDialog })))

/** The dialog loads when it is first opened, because most visits export nothing. */
export function ExportMenu({ size, ...props }: ExportMenuProps & { size?: 'sm' | undefined }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        size={size}
        variant={size === 'sm' ? 'ghost' : undefined}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Download aria-hidden />
        Export
      </Button>
      <Suspense fallback={null}>{open && <ExportDialog {...props} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
