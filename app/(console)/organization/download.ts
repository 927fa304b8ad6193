import { fetchSignedIn, ProblemError } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import { type ReportFormat, reportNotesHeader, reportNotesOf } from '@/lib/organization'

type Downloaded = {
  file: string
  /** What was odd in Telnyx's answer, in sentences. */
  notes: string[]
}

/** Fetches a report and hands it to the browser as a file. Throws ProblemError: a link could not say what went wrong. */
export async function downloadReport(format: ReportFormat): Promise<Downloaded> {
  const response = await fetchSignedIn(`/api/organization/report?format=${format}`).catch(() => {
    throw new ProblemError({
      code: 'unavailable',
      message: 'The console cannot be reached.',
      hint: 'Check your connection and try again.',
    })
  })
  if (!response.ok) throw new ProblemError(problemOf(await response.json().catch(() => null)))
  const file = await response.blob()
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'report'
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return { file: name, notes: reportNotesOf(response.headers.get(reportNotesHeader)) }
}
