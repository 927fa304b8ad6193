'use client'

import { FileUp } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { FileProblem } from '@/lib/csv-table'
import { type OpenFile, openFile } from './read-file'

/** Reads one CSV file, dropped or chosen with the button. */
export function FileDrop({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<FileProblem | null>(null)
  const read = async (file: File) => {
    setBusy(true)
    setProblem(null)
    const opened = await openFile(file)
    setBusy(false)
    if ('what' in opened) setProblem(opened)
    else onOpen(opened)
  }
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useKeptPage()
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !busy) void read(file)
  }
  return (
    <div className="grid gap-4">
      {problem && (
        <Banner tone="danger" role="alert" title={problem.what}>
          {problem.fix}
        </Banner>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is optional, the button does the same */}
      <div
        className={cn(
          'flex flex-col items-center gap-3 rounded-lg border border-dashed px-4 py-10 text-center',
          over ? 'border-accent-solid bg-accent-subtle' : 'border-border-strong bg-surface',
        )}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp aria-hidden className="size-6 text-muted" />
        <p>
          <span className="max-sm:sr-only">Drop a CSV file here, or choose one. </span>
          <span className="block text-muted text-xs">
            Up to 5,000 rows and 2 MB. The first line must contain the column names.
          </span>
        </p>
        <Button
          variant="primary"
          pending={busy}
          pendingLabel="Reading the file…"
          onClick={() => input.current?.click()}
        >
          Choose a file…
        </Button>
        <input
          ref={input}
          type="file"
          aria-label="CSV file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
          tabIndex={-1}
          className="sr-only"
          onChange={event => {
            const file = event.target.files?.[0]
            // Lets people choose the same file again after they corrected it.
            event.target.value = ''
            if (file) void read(file)
          }}
        />
      </div>
    </div>
  )
}

/** Prevents the browser from opening a file that is dropped beside the box, which would replace this page. */
function useKeptPage() {
  useEffect(() => {
    const keep = (event: globalThis.DragEvent) => event.preventDefault()
    window.addEventListener('dragover', keep)
    window.addEventListener('drop', keep)
    return () => {
      window.removeEventListener('dragover', keep)
      window.removeEventListener('drop', keep)
    }
  }, [])
}
