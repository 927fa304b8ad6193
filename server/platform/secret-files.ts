import 'server-only'
import { readFileSync } from 'node:fs'

/** Settings that hold a secret. Each may also be given as `NAME_FILE`, the path of a file with the value. */
export const secretSettings = [
  'TELNYX_API_KEY',
  'AUTH_SECRET',
  'AUTH_SECRET_PREVIOUS',
  'AUDIT_KEY',
  'DATABASE_URL',
  'DATABASE_OWNER_URL',
  'OIDC_CLIENT_SECRET',
] as const

export const fileSettings = secretSettings.map(name => `${name}_FILE` as const)

/**
 * Replaces each `NAME_FILE` by NAME with the file's content, without the line break at its end. Problems name the
 * setting but not its value: it may be the secret itself, set under the wrong name.
 */
export function readSecretFiles(given: Record<string, string | undefined>): {
  settings: Record<string, string | undefined>
  problems: string[]
} {
  const settings = { ...given }
  const problems: string[] = []
  for (const name of secretSettings) {
    const file = given[`${name}_FILE`]
    if (file === undefined) continue
    if (given[name] !== undefined) {
      problems.push(
        `${name} and ${name}_FILE are both set. Remove one; settings files and the file of SECRETS_FILE count too.`,
      )
      continue
    }
    const read = readSecret(file)
    if ('value' in read) settings[name] = read.value
    else problems.push(`${name}_FILE ${read.problem}`)
  }
  return { settings, problems }
}

function readSecret(file: string): { value: string } | { problem: string } {
  try {
    const value = readFileSync(file, 'utf8').replace(/[\r\n]+$/, '')
    return value.trim() === '' ? { problem: 'names an empty file.' } : { value }
  } catch (error) {
    return { problem: wordsFor(error instanceof Error && 'code' in error ? error.code : null) }
  }
}

function wordsFor(code: unknown): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'names a file that does not exist, such as /run/secrets/name.'
    case 'EACCES':
    case 'EPERM':
      return 'names a file that the user who runs the console cannot read.'
    case 'EISDIR':
      return 'names a folder; it must be a file.'
    default:
      return `names a file that cannot be read${typeof code === 'string' ? ` (${code})` : ''}.`
  }
}
