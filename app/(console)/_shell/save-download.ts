import { useState } from 'react'
import { fetchSignedIn, ProblemError, refusalOf } from '@/app/fetch-json'
import { fileNameOf, saveFile } from './save-file'

type Options = {
  /** The name of the file if the answer has none. */
  name: string
  /** A file that is not complete is not saved. */
  isComplete?: (blob: Blob) => Promise<boolean>
}

/** Downloads a file and saves it. Not a plain link, because a link could not show the error. Throws ProblemError. */
export async function saveDownload(href: string, { name, isComplete }: Options) {
  let isAnswered = false
  try {
    const response = await fetchSignedIn(href)
    isAnswered = true
    if (!response.ok) throw await refusalOf(response)
    const blob = await response.blob()
    if (isComplete && !(await isComplete(blob))) throw incompleteFile()
    const file = fileNameOf(response, name)
    saveFile({ blob, file })
    return { file, headers: response.headers }
  } catch (error) {
    throw error instanceof ProblemError ? error : brokenOff(isAnswered)
  }
}

/** For a download that ended with an error. @param isBegun something of the file arrived */
export function brokenOff(isBegun: boolean): ProblemError {
  return new ProblemError({
    code: 'unavailable',
    message: isBegun ? 'The download was interrupted. No file was saved.' : 'The console cannot be reached.',
    hint: 'Check your connection and try again.',
  })
}

/** For a download that ended without an error but lacks rows. It is not saved. */
export function incompleteFile(): ProblemError {
  return new ProblemError({
    code: 'internal',
    message: 'The download is missing rows. No file was saved.',
    hint: 'Try again.',
  })
}

/** Whether a download runs. `say` shows a failure. */
export function useDownload(say: (error: unknown) => void) {
  const [busy, setBusy] = useState(false)
  const start = (download: () => Promise<void>) => {
    setBusy(true)
    void download()
      .catch(say)
      .finally(() => setBusy(false))
  }
  return { busy, start }
}
