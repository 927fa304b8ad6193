import { causesOf } from '../platform/db/causes'
import { loadSettingsFiles } from './settings-files'

/** What went wrong: the deepest cause, because the database's wrapper repeats whole statements and rows. */
function wordsOf(error: unknown): string {
  const deepest = error instanceof Error ? [...causesOf(error)].at(-1) : null
  return deepest?.message || String(error)
}

/** Runs a command with the folder's settings and ends the process: 0 = true, 1 = false, 2 = it threw, and why. */
export async function runCommand(work: () => Promise<boolean>): Promise<never> {
  try {
    loadSettingsFiles(process.env, process.cwd())
    process.exit((await work()) ? 0 : 1)
  } catch (error) {
    console.error(`\n${wordsOf(error)}\n`)
    process.exit(2)
  }
}
