import { fetchSignedIn, ProblemError, refusalOf } from '@/app/fetch-json'
import { brokenOff, incompleteFile } from './save-download'
import { fileNameOf } from './save-file'

type Downloaded = { blob: Blob; file: string; rows: number }

/**
 * Downloads a CSV and counts its rows, without the header, as they arrive. Throws ProblemError if the download is refused or
 * interrupted, or has another number of rows than the server announced. An incomplete file is dropped, never saved.
 */
export async function downloadCsv(
  href: string,
  { signal, onRows }: { signal?: AbortSignal; onRows?: (rows: number) => void } = {},
): Promise<Downloaded> {
  let rows = 0
  try {
    const response = await fetchSignedIn(href, { ...(signal && { signal }) })
    if (!response.ok || !response.body) throw await refusalOf(response)
    const parts: Uint8Array<ArrayBuffer>[] = []
    const count = rowCounter()
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      rows = Math.max(0, count(value) - 1)
      onRows?.(rows)
    }
    const announced = response.headers.get('x-row-count')
    if (announced !== null && rows !== Number(announced)) throw incompleteFile()
    return {
      blob: new Blob(parts, { type: 'text/csv;charset=utf-8' }),
      file: fileNameOf(response, 'managed-accounts.csv'),
      rows,
    }
  } catch (error) {
    if (signal?.aborted || error instanceof ProblemError) throw error
    throw brokenOff(rows > 0)
  }
}

/** Counts line ends outside quotes, because a quoted name may contain one. */
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
