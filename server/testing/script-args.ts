import { existsSync } from 'node:fs'
import path from 'node:path'
import { inject } from 'vitest'

/** The arguments with which node runs a script, given by its path from the root. Throws if it is not bundled. */
export function scriptArgs(script: string): string[] {
  const bundle = path.join(inject('scripts'), script.replace(/\.ts$/, '.mjs'))
  if (!existsSync(bundle)) throw new Error(`Add ${script} to server/testing/bundle-scripts.ts.`)
  return ['--conditions=react-server', bundle]
}
