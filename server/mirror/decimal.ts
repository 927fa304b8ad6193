import 'server-only'

/** A decimal that PostgreSQL accepts, or null: a figure that cannot be read is unknown. */
export function decimalOrNull(text: string | null): string | null {
  return text !== null && /^-?\d{1,20}(\.\d{1,12})?$/.test(text) ? text : null
}
