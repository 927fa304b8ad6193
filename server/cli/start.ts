// `npm start`: the real console. Checks here what can be checked before Next starts; server/boot.ts checks the rest.
import { existsSync } from 'node:fs'
import { checkDurability, EnvError, parseEnv } from '../platform/env'
import { makeFirstSecrets, withFirstSecret } from './first-secrets'
import { checkAddress } from './free-address'
import { followChild, runNext } from './next-process'
import { loadSettingsFiles, StartError } from './settings-files'

/** Longer than a proxy in front keeps its idle connections (deploy/nginx.conf), so that it never sends into a closing one. */
const keepAliveMs = 75_000

async function prepare(): Promise<string[]> {
  if (!existsSync(`${process.env.NEXT_DIST_DIR ?? '.next'}/BUILD_ID`)) {
    throw new StartError('There is no build yet. Run `npm run build` first.')
  }
  loadSettingsFiles(process.env, process.cwd())
  // Checks the other settings first: no secret is made for a start that fails for another reason.
  checkDurability(parseEnv(withFirstSecret(process.env)))
  const made = makeFirstSecrets(process.env, process.cwd())
  const { PORT, HOST } = parseEnv(process.env)
  await checkAddress(PORT, HOST)
  if (made) console.log(`\n${made}\n`)
  return ['start', '-p', String(PORT), '--keepAliveTimeout', String(keepAliveMs), ...(HOST ? ['-H', HOST] : [])]
}

try {
  followChild(runNext(await prepare(), {}))
} catch (error) {
  if (!(error instanceof EnvError || error instanceof StartError)) throw error
  console.error(`\n${error.message}\n`)
  process.exit(1)
}
