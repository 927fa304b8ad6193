import path from 'node:path'
import { inject } from 'vitest'

/** The arguments with which node runs a script, given by its path from the root. It must be one of `bundleScripts`. */
export function scriptArgs(script: string): string[] {
  return ['--conditions=react-server', path.join(inject('scripts'), script.replace(/\.ts$/, '.mjs'))]
}
