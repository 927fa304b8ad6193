import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../lib/operator'
import type { Sandbox } from '../server/sandbox/server'
import { TestConsole } from './console'
import { expect, keepSecrets, startTestSandbox, test } from './fixtures'
import { builtActions } from './fuzz/handlers'
import { type HttpClient, httpClient } from './http-client'
import { signInByHttp } from './http-sign-in'
import { evidenceFolder } from './run-folder'

type Stage = { site: TestConsole; sandbox: Sandbox; client: HttpClient; enter: (role?: string) => Promise<string> }

/** One console for requests without a browser; it sends no background requests to Telnyx. */
export const staged = test.extend<{ heard: undefined }, { stage: Stage }>({
  stage: [
    async ({ browserName: _browser }, use, { workerIndex }) => {
      const name = `staged-${workerIndex}`
      const sandbox = await startTestSandbox({ accounts: 20 })
      const site = await TestConsole.prepare(name, { sandbox, env: { SYNC_INTERVAL: '3600' } })
      const open = path.join(evidenceFolder('open'), name)
      writeFileSync(open, '')
      await site.start()
      const client = httpClient(site.port)
      const enter = (role = 'owner') => signInByHttp(site.url, `${role}@demo.test`, demoPassword, 'requests')
      // The first sweep is over once every single account has been read.
      const single = () => sandbox.calls().filter(call => /[0-9a-f-]{36}$/.test(call.path)).length
      await expect.poll(single, { timeout: 60_000 }).toBeGreaterThan(19)
      await use({ sandbox, site, client, enter })
      client.close()
      await site.close()
      keepSecrets(sandbox, name)
      await sandbox.close()
      rmSync(open)
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  heard: [
    async ({ noise, stage: { site, sandbox } }, use) => {
      noise.watchConsole(site)
      noise.watchSandbox(sandbox)
      sandbox.clearCalls()
      await use(undefined)
    },
    { auto: true },
  ],
})

export const actionOf = (name: string) => {
  const action = builtActions().find(one => one.action === name)
  if (!action) throw new Error(`The build has no action ${name}.`)
  return action
}

export const form = { 'content-type': 'application/x-www-form-urlencoded' }

/** A CSRF token of next-auth. Requests that test the request guard need a valid one to get past next-auth's check. */
export async function csrfOf(client: HttpClient, cookie = ''): Promise<{ token: string; cookie: string }> {
  const answer = await client.ask({ path: '/api/auth/csrf', headers: { cookie } })
  const given = (answer.headers['set-cookie'] ?? []).map(line => line.split(';')[0])
  return { token: JSON.parse(answer.text).csrfToken, cookie: [cookie, ...given].filter(Boolean).join('; ') }
}
