const legalForms = new Set(
  'ab ag aps as bv co company corp corporation doo eood gmbh gbr inc incorporated kft kg kk limited llc llp lp ltd ltda mbh nv oy plc pte pty pvt sa sarl sas sl sp spa srl sro ug ulc zoo'.split(
    ' ',
  ),
)

/**
 * What to search for while a business name is typed: without the legal form at its end, which the same customer may have been
 * entered without. Null while there is too little to say anything.
 */
export function duplicateQuery(name: string): string | null {
  const words = name.trim().split(/\s+/)
  while (words.length > 1 && legalForms.has((words.at(-1) ?? '').toLowerCase().replace(/[^\p{L}]/gu, ''))) words.pop()
  const query = words
    .join(' ')
    .replace(/[,;&]+$/, '')
    .trim()
  return [...query].length >= 3 ? query : null
}
