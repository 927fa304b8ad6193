import { fetchSignedIn, ProblemError, problemIn } from '@/app/fetch-json'

type Downloaded = { blob: Blob; file: string; rows: number }

/**
 * Fetches a CSV and counts its rows (without the header) as they come in. Throws ProblemError when it is refused or breaks off: what
 * came until then is dropped, never saved.
 */
export async function downloadCsv(
  href: string,
  { signal, onRows }: { signal?: AbortSignal; onRows?: (rows: number) => void } = {},
): Promise<Downloaded> {
  let rows = 0
  try {
    const response = await fetchSignedIn(href, { ...(signal && { signal }) })
    if (!response.ok || !response.body) throw new ProblemError(problemIn(await response.json(), response.status))
    const parts: Uint8Array<ArrayBuffer>[] = []
    const count = rowCounter()
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      rows = Math.max(0, count(value) - 1)
      onRows?.(rows)
    }
    return { blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }), file: fileOf(response), rows }
  } catch (error) {
    if (signal?.aborted || error instanceof ProblemError) throw error
    throw new ProblemError({
      code: 'unavailable',
      message: rows > 0 ? 'The download broke off. No file was saved.' : 'The console cannot be reached.',
      hint: 'Check your connection and try again.',
    })
  }
}

/** For a file that ended in time and still lacks rows: it is not saved. */
export function incompleteFile(): ProblemError {
  return new ProblemError({
    code: 'internal',
    message: 'The file did not have every row, so it was not saved.',
    hint: 'Try again.',
  })
}

function fileOf(response: Response): string {
  return /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'managed-accounts.csv'
}

/** Line ends outside quotes: a name may hold a line end of its own. */
function rowCounter(): (part: Uint8Array) => number {
  let quoted = false
  let lines = 0
  return part => {
    for (const byte of part) {
      if (byte === 0x22) quoted = !quoted
      else if (byte === 0x0a && !quoted) lines += 1
    }
    return lines
  }
}
