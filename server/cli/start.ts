// `npm start`: the real console. What can be checked before Next starts is checked here, the rest by server/boot.ts.
import { existsSync } from 'node:fs'
import { EnvError, parseEnv } from '../platform/env'
import { makeFirstSecrets } from './first-secrets'
import { checkAddress } from './free-address'
import { followChild, runNext } from './next-process'
import { loadSettingsFiles, StartError } from './settings-files'

async function prepare(): Promise<string[]> {
  if (!existsSync(`${process.env.NEXT_DIST_DIR ?? '.next'}/BUILD_ID`)) {
    throw new StartError('There is no build yet. Run `npm run build` first.')
  }
  loadSettingsFiles(process.env, process.cwd())
  // A new secret is of no use to a start that something else keeps from going on.
  parseEnv({ ...process.env, AUTH_SECRET: process.env.AUTH_SECRET || 'x'.repeat(32) })
  const made = makeFirstSecrets(process.env, process.cwd())
  const { PORT, HOST } = parseEnv(process.env)
  await checkAddress(PORT, HOST)
  if (made) console.log(`\n${made}\n`)
  return ['start', '-p', String(PORT), ...(HOST ? ['-H', HOST] : [])]
}

try {
  followChild(runNext(await prepare(), {}))
} catch (error) {
  if (!(error instanceof EnvError || error instanceof StartError)) throw error
  console.error(`\n${error.message}\n`)
  process.exit(1)
}
