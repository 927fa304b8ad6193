import { type Env, EnvError, parseEnv } from '../../platform/env'
import { withFirstSecret } from '../first-secrets'
import { loadSettingsFiles, StartError, secretsFile } from '../settings-files'
import { checkPostgres } from './database'
import { type Finding, ok, problem } from './finding'
import { checkAddress, checkMetrics, checkProxies, checkSignOn, checkTelnyx } from './network'
import { checkNode, checkPlaces, checkSecretFiles } from './places'

/**
 * Everything that can be checked about an installation without starting it. Changes nothing, and works next to a
 * running console.
 * @param settings from the environment; completed by the files in `folder`
 */
export async function examine(settings: Record<string, string | undefined>, folder: string): Promise<Finding[]> {
  const node = checkNode()
  let env: Env
  try {
    loadSettingsFiles(settings, folder)
    env = parseEnv(withFirstSecret(settings))
  } catch (error) {
    if (!(error instanceof EnvError || error instanceof StartError)) throw error
    return [
      node,
      problem('Settings', error.message, 'The other checks need these settings: run this command again after that.'),
    ]
  }
  const found = await Promise.all([
    env.DATABASE_URL ? checkPostgres(env.DATABASE_URL, env.DATABASE_OWNER_URL) : [],
    checkTelnyx(env),
    checkAddress(env),
    checkProxies(env),
    checkSignOn(env),
  ])
  return [
    node,
    ok('Settings', 'Complete and well formed.'),
    ...checkPlaces(env, secretsFile(settings, folder)),
    ...checkSecretFiles(settings),
    ...checkMetrics(env),
    ...found.flat(),
  ]
}
