import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Reporter, TestModule } from 'vitest/node'

/** Writes how long each test file took, imports and hooks included, to the file that FILE_TIMES names. */
export default class FileTimes implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const target = process.env.FILE_TIMES
    if (!target) return
    const times = modules.map(module => {
      const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
        module.diagnostic()
      const startUp = environmentSetupDuration + prepareDuration + collectDuration + setupDuration
      return {
        file: path.relative(process.cwd(), module.moduleId),
        startUpSeconds: startUp / 1_000,
        seconds: (startUp + duration) / 1_000,
      }
    })
    writeFileSync(target, JSON.stringify(times))
  }
}
