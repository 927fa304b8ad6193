import { fetchSignedIn, ProblemError, problemIn } from '@/app/fetch-json'
import { fileNameOf, saveFile } from '../_shell/save-file'

/** Downloads an export, and saves the file only when it is complete. Throws ProblemError. */
export async function downloadAudit(href: string): Promise<{ file: string; rows: number }> {
  try {
    const response = await fetchSignedIn(href)
    if (!response.ok) throw new ProblemError(problemIn(await response.json().catch(() => null), response.status))
    const blob = await response.blob()
    const file = fileNameOf(response, 'audit')
    saveFile({ blob, file })
    return { file, rows: Number(response.headers.get('x-row-count') ?? 0) }
  } catch (error) {
    if (error instanceof ProblemError) throw error
    throw new ProblemError({
      code: 'unavailable',
      message: 'The download was interrupted. No file was saved.',
      hint: 'Check your connection and try again.',
    })
  }
}
