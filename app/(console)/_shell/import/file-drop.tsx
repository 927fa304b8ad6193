'use client'

import { FileUp } from 'lucide-react'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { FileProblem } from '@/lib/csv-table'

type Props = {
  /** The file is being read. */
  busy: boolean
  problem: FileProblem | null
  onFile: (file: File) => void
}

/** Accepts one CSV file, dropped or chosen with the button. */
export function FileDrop({ busy, problem, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useKeptPage()
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !busy) onFile(file)
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
            if (file) onFile(file)
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
