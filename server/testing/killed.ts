import { spawn } from 'node:child_process'
import type { TestConsole } from './context'
import { scriptArgs } from './script-args'
import { testSecret } from './seal'
import { root } from './sources'

/** Starts a process on the console's database that dies at a failpoint; what it printed until then. */
export async function killed(
  { database, sandbox }: TestConsole,
  folder: string,
  script: { path: string; args: string[]; at: string },
): Promise<{ signal: unknown; said: string }> {
  const args = [...scriptArgs(script.path), ...script.args]
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TELNYX_API_KEY: sandbox.key,
      TELNYX_BASE_URL: sandbox.url,
      APP_URL: 'http://localhost:3000',
      AUTH_SECRET: testSecret,
      DATA_DIR: folder,
      CONSOLE_TEST: '1',
      CONSOLE_FAILPOINTS: script.at,
      ...(database.url && { DATABASE_URL: database.url }),
    },
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  const signal = await new Promise(resolve => child.on('close', (_code, by) => resolve(by)))
  return { signal, said }
}
