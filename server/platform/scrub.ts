import 'server-only'

const fields =
  'api_key|api_token|access_token|refresh_token|id_token|client_secret|password|authorization|cookie|x-console-guard'

const patterns = [
  /\bKEY[0-9A-F]{6,}_[\w-]{6,}/gi,
  // Fields, assignments and headers. JSON may be nested inside a JSON string, its quotes escaped once or more; a cut
  // text has no closing quote. No pattern scans the same text twice: a hostile line must not block the process.
  new RegExp(
    `((?:${fields})(?:\\\\*"|')?\\s*[:=]\\s*)` +
      `(\\\\+"(?:[^"\\\\\\n]|\\\\+(?!["\\\\]))*(?:\\\\+")?|"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"?|'[^'"\\n]*'?|(?:(?:bearer|basic)\\s+)?[^"',\\s}&\\\\]+)`,
    'gi',
  ),
  // One-time links, wherever an address is printed.
  /([?&](?:token|code|state|ticket|invitation|secret)=)[^&\s"'<>\\]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  /(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{0,200}:)[^\s/@"']{1,500}(?=@)/gi,
  // A signed or encrypted token.
  /(?<![\w-])eyJ[\w-]{10,}\.[\w.-]{10,}/g,
]

const removed = '[removed]'

/** Every common spelling of a secret. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const url = encodeURIComponent(secret)
  const forms = [secret, JSON.stringify(secret).slice(1, -1), url, url.toLowerCase(), bytes.toString('base64')]
  return [...new Set([...forms, bytes.toString('base64url'), bytes.toString('hex')])]
}

/**
 * The last line of defence before output. Removes known secrets, and everything of their shape, from a line. Escapes
 * characters that move a cursor, hide text or turn its direction (as \uXXXX).
 * @param secrets values that must appear nowhere; those shorter than eight characters are left to the patterns
 */
export function createScrubber(secrets: readonly string[]): (line: string) => string {
  const forms = secrets.filter(secret => secret.length >= 8).flatMap(formsOf)
  // Longest first, so that no secret is cut in two by another.
  forms.sort((one, other) => other.length - one.length)
  return line => {
    let clean = line
    for (const form of forms) clean = clean.replaceAll(form, removed)
    for (const pattern of patterns) clean = clean.replace(pattern, hide)
    return clean.replace(unprintable, written)
  }
}

function hide(_match: string, lead?: unknown, value?: unknown): string {
  if (typeof lead !== 'string') return removed
  const quote = (typeof value === 'string' && /^\\*["']/.exec(value)?.[0]) || ''
  return `${lead}${quote}${removed}${quote}`
}

// Controls (all but the line feed and the tab), soft hyphen, zero-width and bidirectional marks, line and paragraph separators, BOM.
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g

function written(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`
}
