import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'

type Settings = Record<string, string | undefined>

/** Where the first start stores the secrets that it made, unless SECRETS_FILE says otherwise. */
const usualSecretsFile = '.env.secrets'

/** The start cannot continue. The text is for the person who starts the server. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

export const secretsFile = (settings: Settings, folder: string) =>
  path.resolve(folder, settings.SECRETS_FILE || usualSecretsFile)

/**
 * Completes `settings` from the files in `folder`: Next's own, then the secrets of the first start. What is already set
 * wins, even when it is empty. Throws StartError when others may read the secrets.
 */
export function loadSettingsFiles(settings: Settings, folder: string): void {
  for (const name of ['.env.production.local', '.env.local', '.env.production', '.env']) {
    complete(settings, path.join(folder, name))
  }
  const secrets = secretsFile(settings, folder)
  if (!existsSync(secrets)) return
  if (process.platform !== 'win32' && (statSync(secrets).mode & 0o077) !== 0) {
    throw new StartError(
      `Other users of this machine can read ${secrets} (SECRETS_FILE). Close it: chmod 600 '${secrets}'`,
    )
  }
  for (const name of ['AUTH_SECRET', 'AUDIT_KEY']) if (!settings[name]?.trim()) delete settings[name]
  complete(settings, secrets)
}

function complete(settings: Settings, file: string): void {
  if (!existsSync(file)) return
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new StartError(`${file} cannot be read: ${error instanceof Error ? error.message : error}.`)
  }
  for (const [name, value] of Object.entries(parseEnv(text))) settings[name] ??= value
}
