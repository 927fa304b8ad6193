import type { BrowserContext, Page } from '@playwright/test'

/** Signs in as a script would, without a browser. Answers the cookies to send; throws when nobody was let in. */
export async function signInByHttp(
  origin: string,
  email: string,
  password: string,
  userAgent: string,
): Promise<string> {
  const jar = new Map<string, string>()
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      jar.set(name, value)
    }
  }
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const asked = await fetch(`${origin}/api/auth/csrf`)
  keep(asked)
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const answer = await fetch(`${origin}/api/auth/callback/password`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookie(), origin, 'user-agent': userAgent, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, email, password, json: 'true' }),
  })
  keep(answer)
  const session = [...jar.keys()].find(name => name.endsWith('session-token'))
  if (!session) throw new Error(`${email} was not signed in: ${answer.status} ${await answer.text()}`)
  return cookie()
}

/**
 * Ends the session of a page's browser at the server; the page notices it by the requests of `work`, not by its
 * polling.
 */
export async function endSessionBefore(page: Page, origin: string, work: () => Promise<void>): Promise<void> {
  let release = () => {}
  const gate = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route('**/api/**', async route => {
    await gate
    await route.continue()
  })
  await endSessionOf(page.context(), origin)
  await work()
  release()
  await page.unrouteAll({ behavior: 'wait' })
}

async function endSessionOf(context: BrowserContext, origin: string): Promise<void> {
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const asked = await fetch(`${origin}/api/auth/csrf`, { headers: { cookie } })
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const csrf = asked.headers.getSetCookie().map(line => line.split(';')[0])
  const answer = await fetch(`${origin}/api/auth/signout`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: [cookie, ...csrf].join('; '), origin, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, json: 'true' }),
  })
  if (answer.status >= 400) throw new Error(`The session was not ended: ${answer.status}`)
}
