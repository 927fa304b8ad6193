/** A typed search text. PostgreSQL rejects NUL, and the length is limited. */
export function searchText(text: string): string {
  return text.replaceAll('\u0000', '').slice(0, 200)
}
