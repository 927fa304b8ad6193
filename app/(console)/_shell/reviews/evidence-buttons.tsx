'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import type { RoundRow } from '@/lib/reviews'
import { saveDownload, useDownload } from '../save-download'
import { sayProblem } from '../say-problem'

/** A file without its last line is not saved. */
const complete = { csv: /\r\nsha256,[0-9a-f]{64},*\r\n$/, json: /\n {2}"sha256": "[0-9a-f]{64}"\n}\n$/ }

async function download(round: RoundRow, format: 'csv' | 'json'): Promise<void> {
  const { file, headers } = await saveDownload(`/api/reviews/${round.id}/evidence?format=${format}`, {
    name: `review.${format}`,
    isComplete: async blob => complete[format].test(await blob.slice(-200).text()),
  })
  toast.success(`${file} saved`, { description: formatCount(Number(headers.get('x-row-count')), 'decision') })
}

export function EvidenceButtons({ round, small = false }: { round: RoundRow; small?: boolean }) {
  const { busy, start } = useDownload(error => sayProblem('The evidence was not downloaded', error))
  return (['csv', 'json'] as const).map(format => (
    <Button
      key={format}
      size={small ? 'sm' : 'md'}
      variant={small ? 'ghost' : 'secondary'}
      disabled={busy}
      aria-label={`Download evidence of ${round.name} as ${format.toUpperCase()}`}
      onClick={() => start(() => download(round, format))}
    >
      <Download aria-hidden />
      {small ? format.toUpperCase() : `Evidence ${format.toUpperCase()}`}
    </Button>
  ))
}
