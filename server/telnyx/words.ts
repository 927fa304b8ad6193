import 'server-only'

const MAX_DETAIL = 300
// Telnyx keys look like KEY0123…_abc; long mixed strings are tokens. Ids (UUIDs) stay, because support needs them.
const keyLike = /KEY[0-9A-Za-z]{8,}(?:_[0-9A-Za-z_-]+)?/g
const tokenLike = /(?<![\w@.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w@.-])/g
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
// C0, DEL, C1, and the marks that reorder or hide text: none of them belongs on a screen or in a log line.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g

/**
 * Makes another party's text fit for a screen, a log and the audit: no control characters, nothing that looks like a
 * secret, none of the `secrets` of this call (a password that Telnyx echoes), at most 300 characters. '' becomes null.
 */
export function cleanWords(words: unknown, secrets: readonly string[]): string | null {
  if (typeof words !== 'string') return null
  // An echo of many megabytes is cut before the searches, not after them.
  let clean = words.slice(0, 20_000)
  for (const secret of secrets) clean = withoutSecret(clean, secret)
  clean = clean
    .replace(unprintable, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(keyLike, '[removed]')
    .replace(tokenLike, run => (uuid.test(run) ? run : '[removed]'))
    .trim()
  if (clean.length > MAX_DETAIL) clean = `${clean.slice(0, MAX_DETAIL - 1).trimEnd()}…`
  return clean === '' ? null : clean
}

function withoutSecret(words: string, secret: string): string {
  if (secret.length === 0) return words
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(Buffer.from(secret).toString())]
  return forms.reduce((rest, form) => rest.replaceAll(form, '[removed]'), words)
}

/** A short machine word (a code, a request id, a pointer): the exact format or nothing. */
export function cleanToken(value: unknown, shape: RegExp, secrets: readonly string[]): string | null {
  if (typeof value !== 'string' || !shape.test(value)) return null
  return cleanWords(value, secrets) === value ? value : null
}
