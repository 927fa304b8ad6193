import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isInside } from '../platform/inside'
import { StartError, secretsFile } from './settings-files'

type Settings = Record<string, string | undefined>

const isSet = (settings: Settings, name: string) => Boolean(settings[name]?.trim() || settings[`${name}_FILE`]?.trim())

/** The settings as they will be after the first start has made its secret: for checking the others before that. */
export const withFirstSecret = (settings: Settings): Settings =>
  isSet(settings, 'AUTH_SECRET') ? settings : { ...settings, AUTH_SECRET: 'x'.repeat(32) }

const newSecret = () => randomBytes(32).toString('base64')

/**
 * At the first start on an embedded database without AUTH_SECRET: makes a secret and a separate audit key, and stores
 * both in a file that only this user may read. In all other cases the check of the settings reports the missing secret.
 * Throws StartError.
 * @returns what to tell the person at the terminal; null when nothing was made
 */
export function makeFirstSecrets(settings: Settings, folder: string): string | null {
  // Several instances share one PostgreSQL and must share the secret: none of them can make it up.
  if (isSet(settings, 'AUTH_SECRET') || isSet(settings, 'DATABASE_URL')) return null
  const file = secretsFile(settings, folder)
  const dataDir = path.resolve(folder, settings.DATA_DIR?.trim() || '.data')
  if (existsSync(path.join(dataDir, 'pglite'))) {
    throw new StartError(
      `AUTH_SECRET is missing, but ${dataDir} (DATA_DIR) contains a database that was created with one. Set it to its former value, or restore the file that the first start created (${file}, SECRETS_FILE).`,
    )
  }
  if (isInside(file, dataDir)) {
    throw new StartError(
      'SECRETS_FILE must lie outside DATA_DIR: a copy of the database must not contain the keys that unseal it.',
    )
  }
  const made = { AUTH_SECRET: newSecret(), ...(!isSet(settings, 'AUDIT_KEY') && { AUDIT_KEY: newSecret() }) }
  const lines = Object.entries(made).map(([name, value]) => `${name}=${value}\n`)
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    throw new StartError(
      `AUTH_SECRET is missing, and ${file} (SECRETS_FILE) cannot be created: ${error instanceof Error ? error.message : error}. Set AUTH_SECRET and AUDIT_KEY, each to the output of \`openssl rand -base64 32\`, or let SECRETS_FILE name a file in a folder that this user may write to.`,
    )
  }
  Object.assign(settings, made)
  return `This first start created ${Object.keys(made).join(' and ')} in ${file}, which only this user can read. Keep a copy of that file, separate from copies of the database.`
}
