import { fetchSignedIn, ProblemError } from '@/app/fetch-json'
import { problemOf } from '@/components/states/problem-of'
import { type ReportFormat, reportNotesHeader, reportNotesOf } from '@/lib/organization'
import { fileNameOf, saveFile } from '../_shell/save-file'

type Downloaded = {
  file: string
  /** Gaps in Telnyx's answer, one sentence each. */
  notes: string[]
}

/** Downloads a report as a file. Not a plain link, because a link could not show the error. Throws ProblemError. */
export async function downloadReport(format: ReportFormat): Promise<Downloaded> {
  const response = await fetchSignedIn(`/api/organization/report?format=${format}`).catch(() => {
    throw new ProblemError({
      code: 'unavailable',
      message: 'The console cannot be reached.',
      hint: 'Check your connection and try again.',
    })
  })
  if (!response.ok) throw new ProblemError(problemOf(await response.json().catch(() => null)))
  const file = fileNameOf(response, 'report')
  saveFile({ blob: await response.blob(), file })
  return { file, notes: reportNotesOf(response.headers.get(reportNotesHeader)) }
}
