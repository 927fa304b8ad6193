import { expect, type Page } from '@playwright/test'

/** Signs the page's browser in without the form, as that browser; no page is loaded. Other journeys test the form. */
export async function enter(page: Page, email: string, password: string): Promise<void> {
  const context = page.context()
  const { request } = context
  const asked = await request.get('/api/auth/csrf')
  const { origin } = new URL(asked.url())
  const { csrfToken } = (await asked.json()) as { csrfToken: string }
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${context.browser()?.version()} Safari/537.36`
  const answer = await request.post('/api/auth/callback/password', {
    headers: { origin, 'user-agent': userAgent },
    form: { csrfToken, email, password, json: 'true' },
    maxRedirects: 0,
  })
  const session = (await context.cookies(origin)).some(cookie => cookie.name.endsWith('session-token'))
  if (!session) throw new Error(`${email} was not signed in: ${answer.status()} ${await answer.text()}`)
}

/** The same, and shows the console. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await enter(page, email, password)
  await page.goto('/')
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
}
