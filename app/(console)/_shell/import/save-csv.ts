import { saveFile } from '../save-file'

/** Makes a file of text cells and hands it to the browser's downloads. What writes CSV is loaded with the first one. */
export async function saveCsv(file: string, header: readonly string[], rows: readonly (readonly string[])[]) {
  const { toCsv } = await import('@/lib/csv')
  // The mark tells spreadsheets that this is UTF-8.
  saveFile({ file, blob: new Blob(['\ufeff', toCsv(header, rows)], { type: 'text/csv;charset=utf-8' }) })
}
