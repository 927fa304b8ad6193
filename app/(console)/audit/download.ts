import { fetchSignedIn, ProblemError, problemIn } from '@/app/fetch-json'

/** Downloads an export, and saves the file only when it is complete. Throws ProblemError. */
export async function downloadAudit(href: string): Promise<{ file: string; rows: number }> {
  try {
    const response = await fetchSignedIn(href)
    if (!response.ok) throw new ProblemError(problemIn(await response.json().catch(() => null), response.status))
    const blob = await response.blob()
    const file = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'audit'
    save(blob, file)
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

function save(blob: Blob, file: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = file
  link.click()
  // The browser reads the URL after the click handler has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
