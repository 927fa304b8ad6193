import { saveFile } from '../save-file'

/** Saves text cells as a CSV file through the browser's downloads. The CSV writer is loaded with the first one. */
export async function saveCsv(file: string, header: readonly string[], rows: readonly (readonly string[])[]) {
  const { toCsv } = await import('@/lib/csv')
  // The byte order mark tells spreadsheets that this is UTF-8.
  saveFile({ file, blob: new Blob(['\ufeff', toCsv(header, rows)], { type: 'text/csv;charset=utf-8' }) })
}
