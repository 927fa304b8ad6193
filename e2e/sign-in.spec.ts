import type { Page } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import { expect, test } from './fixtures'
import { signIn } from './sign-in'

test('a wrong password and an unknown address get the same words, and nobody is let in', async ({
  stranger,
  noise,
}) => {
  noise.allow(/status of 401/)
  await stranger.goto('/sign-in')
  await stranger.getByRole('button', { name: 'Sign in' }).click()
  await expect(stranger.getByText('Enter your e-mail address.')).toBeVisible()
  await expect(stranger.getByText('Enter your password.')).toBeVisible()
  for (const [email, password] of [
    ['support@demo.test', 'not the password'],
    ['nobody@demo.test', demoPassword],
  ] as const) {
    await stranger.getByLabel('E-mail').fill(email)
    await stranger.getByLabel('Password', { exact: true }).fill(password)
    await stranger.getByRole('button', { name: 'Sign in' }).click()
    await expect(stranger.getByText('This e-mail address and password do not belong together.')).toBeVisible()
  }
  await stranger.goto('/')
  await expect(stranger).toHaveURL(/\/sign-in$/)
})

test('signing in leads to where one wanted to go, and never to another site', async ({ stranger }) => {
  await stranger.goto('/accounts?status=disabled')
  await expect(stranger).toHaveURL(/\/sign-in\?next=/)
  await stranger.getByLabel('E-mail').fill('  Support@Demo.test ')
  await stranger.getByLabel('Password', { exact: true }).fill(demoPassword)
  await stranger.keyboard.press('Enter')
  await expect(stranger).toHaveURL(/\/accounts\?status=disabled$/)

  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    await stranger.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await expect(stranger.getByRole('heading', { name: 'Overview' }), next).toBeVisible()
  }
})

test('signing out ends the session at once, for a copy of its cookie too', { tag: '@postgres' }, async ({
  stranger,
  open,
  site,
}) => {
  await signIn(stranger, 'support@demo.test', demoPassword)
  const copied = await stranger.context().cookies()
  const session = copied.find(cookie => cookie.name.endsWith('session-token'))
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })

  await signOut(stranger)
  await expect(stranger).toHaveURL(/\/sign-in/)
  await stranger.goBack()
  await expect(stranger).toHaveURL(/\/sign-in/)

  const thief = await open(null)
  await thief.context().addCookies(copied)
  const request = thief.context().request
  expect((await request.get(`${site.url}/api/accounts`)).status()).toBe(401)
  const page = await request.get(`${site.url}/accounts`, { maxRedirects: 0 })
  expect([page.status(), page.headers().location]).toEqual([307, '/sign-in?next=%2Faccounts'])
  await thief.goto('/accounts')
  await expect(thief).toHaveURL(/\/sign-in\?next=%2Faccounts$/)
})

test('a session that ended while a screen is open leads to signing in and back', async ({ stranger, open, noise }) => {
  noise.allow(/status of 401/)
  await signIn(stranger, 'support@demo.test', demoPassword)
  const other = await open(null)
  await other.context().addCookies(await stranger.context().cookies())
  await stranger.goto('/channels')
  await expect(stranger.getByRole('table')).toBeVisible()

  await other.goto('/')
  await signOut(other)
  await expect(other).toHaveURL(/\/sign-in/)

  // Whichever asks the server first finds out: this click, or the screen's own refetch.
  const asks = stranger.getByRole('button', { name: 'Sync now' }).click({ timeout: 5_000 })
  await Promise.race([asks.catch(() => {}), stranger.waitForURL(/\/sign-in/)])
  await expect(stranger.getByText('Your session has ended. Sign in to go on where you were.')).toBeVisible()
  await stranger.getByLabel('E-mail').fill('support@demo.test')
  await stranger.getByLabel('Password', { exact: true }).fill(demoPassword)
  await stranger.keyboard.press('Enter')
  await expect(stranger).toHaveURL(/\/channels$/)
})

/** The menu opens once the page is alive. */
async function signOut(page: Page): Promise<void> {
  const leave = page.getByRole('button', { name: 'Sign out' })
  await expect(async () => {
    if (!(await leave.isVisible())) await page.getByRole('button', { name: /Sam Ferreira/ }).click()
    await expect(leave).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await leave.click()
}
