import { demoPassword } from '../lib/operator'
import type { TestConsole } from './console'
import { expect, test } from './fixtures'
import { builtActions } from './fuzz/handlers'
import { type HttpClient, httpClient } from './http-client'
import { signInByHttp } from './http-sign-in'

// The console's output, read as after an incident.

type Line = Record<string, unknown> & { requestId?: string; msg?: string }

function linesOf(site: TestConsole): Line[] {
  return site
    .log()
    .split('\n')
    .flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as Line] : []))
}

const action = (name: string) => {
  const found = builtActions().find(one => one.action === name)
  if (!found) throw new Error(`The build has no action ${name}.`)
  return found
}

async function act(client: HttpClient, site: TestConsole, cookie: string, name: string, input: unknown) {
  const { id, page } = action(name)
  const headers = { cookie, origin: site.url, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' }
  return client.ask({ method: 'POST', path: page, headers, body: JSON.stringify([input]) })
}

type Recorded = { action: string; requestId: string | null; telnyxRequestId: string | null }

test('[4.6] logs: one request id is in the answer, the log, the audit and the calls to Telnyx', async ({
  site,
  take,
}) => {
  const client = httpClient(site.port)
  const cookie = await signInByHttp(site.url, 'owner@demo.test', demoPassword, 'logs')
  const support = await signInByHttp(site.url, 'support@demo.test', demoPassword, 'logs')
  const account = take()
  const disable = {
    accountId: account.id,
    reason: 'fraud',
    note: '',
    ticket: '',
    reviewOn: '',
    emergencyConfirmed: true,
  }
  const disabled = await act(client, site, cookie, 'disableAccount', disable)
  expect(disabled.text).toContain('"ok":true')
  const noted = await act(client, site, cookie, 'addAccountNote', { accountId: account.id, text: 'Seen' })
  const refusedPage = await client.ask({ path: '/accounts/new', headers: { cookie: support } })
  expect(refusedPage.status).toBe(403)
  const refusedRoute = await client.ask({ path: '/api/operators', headers: { cookie: support } })
  expect(refusedRoute.status).toBe(403)

  const idOf = (answer: { headers: Record<string, unknown> }) => String(answer.headers['x-request-id'])
  const recorded = JSON.parse((await client.ask({ path: '/api/audit?size=250', headers: { cookie } })).text)
    .rows as Recorded[]
  const byId = (id: string) => recorded.filter(row => row.requestId === id).map(row => row.action)
  expect(byId(idOf(disabled))).toEqual(['account.disable'])
  expect(byId(idOf(noted))).toEqual(['account.note'])
  expect(byId(idOf(refusedPage))).toEqual(['access.denied'])
  expect(byId(idOf(refusedRoute))).toEqual(['access.denied'])
  // Signing in is a request as well; its id is in the log, beside that of who came in.
  const signIn = recorded.find(row => row.action === 'session.sign_in')
  expect(linesOf(site).find(line => line.requestId === signIn?.requestId)).toMatchObject({
    path: '/api/auth/callback/password',
  })

  const lines = linesOf(site).filter(line => line.requestId === idOf(disabled))
  const call = lines.find(line => line.msg === 'telnyx') as { call?: Record<string, unknown> } | undefined
  const telnyxId = recorded.find(row => row.requestId === idOf(disabled))?.telnyxRequestId
  expect(call?.call).toMatchObject({ operation: 'accounts.disable', requestId: telnyxId })
  expect(lines.find(line => line.msg === 'request')).toMatchObject({
    method: 'POST',
    status: 200,
    operatorId: expect.any(String),
  })
  client.close()
})

test('[4.2] logs: no line contains a request’s query, cookie or body', async ({ site }) => {
  const client = httpClient(site.port)
  const cookie = await signInByHttp(site.url, 'owner@demo.test', demoPassword, 'logs')
  const value = 'Zq7-let-nobody-read-this-9Xw'
  for (const path of [
    `/setup?token=${value}`,
    `/join?token=${value}`,
    `/accounts?q=${value}`,
    `/api/auth/callback/sso?code=${value}&state=${value}`,
  ])
    await client.ask({ path, headers: { cookie: `${cookie}; console-invitation=${value}` } })
  await act(client, site, cookie, 'confirmIdentity', { by: 'password', password: value })
  await client.ask({ path: '/nope', headers: { authorization: `Bearer ${value}`, cookie, 'user-agent': 'logs' } })
  expect(site.log()).not.toContain(value)
  expect(site.log()).not.toContain(/session-token=([^;]{40})/.exec(cookie)?.[1])
  client.close()
})
