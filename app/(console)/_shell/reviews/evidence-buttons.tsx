'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { fetchSignedIn, ProblemError, problemIn } from '@/app/fetch-json'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { RoundRow } from '@/lib/reviews'
import { incompleteFile } from '../download'
import { fileNameOf, saveFile } from '../save-file'
import { sayProblem } from '../say-problem'

/** A file without its last line is not saved. */
const complete = { csv: /\r\nsha256,[0-9a-f]{64},*\r\n$/, json: /\n {2}"sha256": "[0-9a-f]{64}"\n}\n$/ }

async function download(round: RoundRow, format: 'csv' | 'json'): Promise<void> {
  const response = await fetchSignedIn(`/api/reviews/${round.id}/evidence?format=${format}`)
  if (!response.ok) throw new ProblemError(problemIn(await response.json(), response.status))
  const blob = await response.blob()
  if (!complete[format].test(await blob.slice(-200).text())) throw incompleteFile()
  const file = fileNameOf(response, `review.${format}`)
  saveFile({ blob, file })
  toast.success(`${file} saved`, {
    description: formatCount(Number(response.headers.get('x-row-count')), 'decision'),
  })
}

export function EvidenceButtons({ round, small = false }: { round: RoundRow; small?: boolean }) {
  const [busy, setBusy] = useState(false)
  const run = (format: 'csv' | 'json') => {
    setBusy(true)
    void download(round, format)
      .catch(error => sayProblem('The evidence was not downloaded', error))
      .finally(() => setBusy(false))
  }
  return (['csv', 'json'] as const).map(format => (
    <Button
      key={format}
      size={small ? 'sm' : 'md'}
      variant={small ? 'ghost' : 'secondary'}
      disabled={busy}
      aria-label={`Download evidence of ${round.name} as ${format.toUpperCase()}`}
      onClick={() => run(format)}
    >
      <Download aria-hidden />
      {small ? format.toUpperCase() : `Evidence ${format.toUpperCase()}`}
    </Button>
  ))
}
