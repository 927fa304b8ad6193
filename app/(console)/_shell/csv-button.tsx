'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { formatCount } from '@/components/ui/number'
import { toast } from '@/components/ui/toast'
import { whenFresh } from './confirm/confirm-store'
import { downloadCsv } from './download'
import { useDownload } from './save-download'
import { saveFile } from './save-file'
import { sayProblem } from './say-problem'

type Props = {
  label: string
  href: string
  variant?: 'primary'
}

/** Downloads a CSV file that the server creates for each request. Every download is recorded. */
export function CsvButton({ label, href, variant }: Props) {
  const { busy, start } = useDownload(error => sayProblem('The file was not downloaded', error))
  const get = async () => {
    const file = await whenFresh(() => downloadCsv(href))
    saveFile(file)
    toast.success('Downloaded', { description: file.file })
  }
  return (
    <Button {...(variant && { variant })} pending={busy} pendingLabel="Preparing…" onClick={() => start(get)}>
      <Download aria-hidden />
      {label}
    </Button>
  )
}

type ListProps = {
  of: 'billing' | 'channels'
  /** As in the address of the list. */
  search: string
  count: number
}

/** Exports all accounts of a list, not only those of the page. */
export function ExportList({ of, search, count }: ListProps) {
  if (count === 0) return null
  return <CsvButton label={`Export ${formatCount(count, 'account')}`} href={`/api/${of}/export${search}`} />
}
