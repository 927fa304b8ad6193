import type { Page } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import { nothingFound } from './axe'
import { expect, test } from './fixtures'
import { endSessionBefore } from './http-sign-in'
import { keepStorage } from './noise'
import { signIn } from './sign-in'
import { holdScripts } from './steps'

test('a wrong password and an unknown address are refused in the same words', async ({ stranger, noise }) => {
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
    await expect(stranger.getByText('Wrong e-mail address or password.')).toBeVisible()
  }
  await stranger.goto('/')
  await expect(stranger).toHaveURL(/\/sign-in$/)
})

test('signing in leads to the requested page, and never to another site', async ({ stranger }) => {
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

test('what is typed and sent before the scripts have loaded signs in afterwards', async ({ stranger: page }) => {
  const release = await holdScripts(page)
  const loaded = page.goto('/sign-in?next=/jobs')
  await page.getByLabel('E-mail').fill('support@demo.test')
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  const sent: string[] = []
  page.on('request', request => {
    if (request.method() === 'POST') sent.push(new URL(request.url()).pathname)
  })
  release()
  await loaded
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible()
  expect(sent, 'once, although Enter was pressed twice').toEqual(['/api/auth/callback/password'])
})

test('what is typed before the scripts have loaded is sent by a click right after the hydration', async ({
  stranger: page,
}) => {
  const release = await holdScripts(page)
  const loaded = page.goto('/sign-in?next=/jobs')
  await page.getByLabel('E-mail').fill('support@demo.test')
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  // A busy browser draws no frame between the two.
  await page.evaluate(() => Object.assign(window, { requestAnimationFrame: () => 0 }))
  release()
  await loaded
  await page.evaluate(() => document.querySelector('form')?.requestSubmit())
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible()
})

test('signing out ends the session at once, also for a copy of its cookie', { tag: '@both' }, async ({
  stranger,
  open,
  site,
}) => {
  await signIn(stranger, 'support@demo.test', demoPassword)
  const copied = await stranger.context().cookies()
  const session = copied.find(cookie => cookie.name.endsWith('session-token'))
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })

  await signOut(stranger, /Sam Ferreira/)
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

test('typed input survives the end of the session: after signing in again it is sent once, never by another operator', async ({
  stranger: page,
  sandbox,
  site,
  secret,
  noise,
}) => {
  noise.allow(/status of 401|ERR_FAILED/)
  const asked: string[] = []
  page.on('dialog', dialog => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  const created = () =>
    sandbox.calls().filter(call => JSON.stringify(call.body ?? '').includes('kept@typed.example')).length

  await signIn(page, 'manager@demo.test', demoPassword)
  await page.goto('/accounts/new')
  await page.getByLabel('Business name').fill('Kept Typed Telefonie')
  await page.getByLabel('E-mail').fill('kept@typed.example')
  const password = secret()
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('radio', { name: /Own balance/ }).check()
  await endSessionBefore(page, site.url, () => page.getByRole('button', { name: 'Create account' }).click())

  const again = page.getByRole('alertdialog', { name: 'Sign in again' })
  await expect(again).toContainText('Your session has ended. What you typed stays here.')
  await expect(again).toContainText('What you started was not sent')
  await expect(again.getByLabel('Password', { exact: true })).toBeFocused()
  await nothingFound(page, 'light', 'signing in again')
  await page.keyboard.press('Escape')
  await expect(again).toBeVisible()
  await keepStorage(page.context(), 'typed')

  // Another person takes the browser's session: this tab is not theirs.
  const other = await page.context().newPage()
  await signIn(other, 'support@demo.test', demoPassword)
  const foreign = page.getByRole('alertdialog', { name: 'Another person is signed in' })
  await expect(foreign).toContainText('This browser is now signed in as Sam Ferreira. This tab belongs to')
  expect(created()).toBe(0)

  await foreign.getByLabel('Password', { exact: true }).fill('not the password')
  await foreign.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(foreign.getByText('This is not your password.')).toBeVisible()
  await foreign.getByLabel('Password', { exact: true }).fill(demoPassword)
  await foreign.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByText('Kept Typed Telefonie was created')).toBeVisible()
  await expect(page.getByRole('main')).toContainText(password)
  expect(created()).toBe(1)

  // The other tab is not this person's; once it is, leaving it is noticed here.
  await other
    .getByRole('alertdialog')
    .getByRole('button', { name: /^Continue as / })
    .click()
  await other.route('**/api/auth/signout', route => route.abort())
  await signOut(other, /Marco Lindqvist/)
  await expect(other.getByRole('region', { name: 'Notifications' })).toContainText('You may still be signed in')
  await other.unroute('**/api/auth/signout')
  await signOut(other, /Marco Lindqvist/)
  await expect(again).toContainText(/You signed out in another tab|Your session has ended/)
  await again.getByRole('button', { name: 'Sign out and reload' }).click()
  await expect(page).toHaveURL(/\/sign-in\?next=/)
  expect(asked, 'nobody is asked whether to leave what has ended').toEqual([])
})

/** The menu opens once the page is alive. */
async function signOut(page: Page, name: RegExp): Promise<void> {
  const leave = page.getByRole('button', { name: 'Sign out' })
  await expect(async () => {
    if (!(await leave.isVisible())) await page.getByRole('button', { name }).click()
    await expect(leave).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await leave.click()
}
