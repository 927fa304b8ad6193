import { secretHeadings, withoutSecrets } from '@/lib/columns-of-file'
import type { CsvTable, FileProblem } from '@/lib/csv-table'

export type OpenFile = {
  name: string
  table: CsvTable
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252'
  /** Headings of columns whose values were dropped. */
  secrets: string[]
}

/** Reads a file in the browser and sends nothing. The CSV parser is loaded with the first file. */
export async function openFile(file: File): Promise<OpenFile | FileProblem> {
  const { decodeText, isFileProblem, mostFileBytes, readTable } = await import('@/lib/csv-table')
  try {
    // One byte over the limit is enough to know that the file is too large.
    const bytes = new Uint8Array(await file.slice(0, mostFileBytes + 1).arrayBuffer())
    const decoded = decodeText(bytes)
    if (isFileProblem(decoded)) return decoded
    const table = readTable(decoded.text)
    if (isFileProblem(table)) return table
    const secrets = secretHeadings(table.header)
    return { name: file.name.slice(0, 255), table: withoutSecrets(table), encoding: decoded.encoding, secrets }
  } catch {
    return { what: 'The file cannot be read.', fix: 'It may have been moved or changed. Choose it again.' }
  }
}
