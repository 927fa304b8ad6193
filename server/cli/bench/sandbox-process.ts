// The sandbox in a separate process: its work and memory must not count as the console's.
import { type ChildProcess, spawn } from 'node:child_process'
import { root } from '../../testing/sources'

/**
 * Resolves when it answers; making a hundred thousand accounts takes a while. The caller ends the child.
 * @param rateLimit requests/seconds, such as 2000/1; left out = Telnyx's own
 */
export async function startSandboxProcess(options: {
  accounts: number
  rateLimit?: string
}): Promise<{ url: string; child: ChildProcess }> {
  const flags = ['--port', '0', '--accounts', String(options.accounts)]
  if (options.rateLimit) flags.push('--rate-limit', options.rateLimit)
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/sandbox/main.ts', ...flags], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.on('data', piece => {
      said += String(piece)
      const url = /URL\s+(\S+)\s/.exec(said)?.[1]
      if (url) resolve(url)
    })
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`The sandbox ended with ${code}.`)))
  })
  return { url, child }
}
