import { rmSync } from 'node:fs'
import { runFolder } from './run-folder'

/** E2E_KEEP leaves databases, logs and recorded answers for a look. */
export default function teardown(): void {
  if (process.env.E2E_KEEP) console.log(`Kept: ${runFolder()}`)
  else rmSync(runFolder(), { recursive: true, force: true })
}
