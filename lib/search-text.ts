/** What somebody typed to search for. PostgreSQL takes no NUL, and nobody searches for a novel. */
export function searchText(text: string): string {
  return text.replaceAll('\u0000', '').slice(0, 200)
}
