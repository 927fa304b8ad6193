import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { endSessionBefore } from './http-sign-in'
import { type Issuer, startIssuer } from './oidc-issuer'
import { noteShown } from './run-folder'
import { dialogOf } from './steps'

let issuer: Issuer

test.beforeAll(async () => {
  issuer = await startIssuer()
})
test.afterAll(() => issuer.close())

async function signInBySso(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Continue with Example ID' }).click()
}

test('[4.6] single sign-on: members of mapped groups get their role, unknown people and forged answers are refused', async ({
  prepareConsole,
  open,
  noise,
}) => {
  noise.allow(/status of 4\d\d/, /next-auth/, /was refused/)
  const before = issuer.discoveries
  const site = await prepareConsole({ env: { ...issuer.env, OIDC_ROLES: 'support=helpdesk;owner=console owners' } })
  await site.start()
  const page = await open(null, { site })

  issuer.person = {
    sub: randomUUID(),
    name: 'Una Known',
    email: 'owner@demo.test',
    email_verified: true,
    groups: ['staff'],
  }
  await signInBySso(page)
  await expect(page.getByText('You were not signed in.')).toBeVisible()
  await page.goto('/accounts')
  await expect(page).toHaveURL(/\/sign-in/)

  issuer.person = { sub: randomUUID(), name: 'Petra Sommer', email: 'petra@reseller.example', groups: ['helpdesk'] }
  for (const fault of ['signature', 'nonce', 'audience', 'issuer', 'expired', 'state'] as const) {
    issuer.fault = fault
    await signInBySso(page)
    await expect(page.getByText('You were not signed in.'), fault).toBeVisible()
    expect((await page.context().request.get(`${site.url}/api/accounts`)).status(), fault).toBe(401)
  }
  issuer.fault = null
  await signInBySso(page)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  await expect(page.getByRole('button', { name: /Petra Sommer/ })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Operators' })).toHaveCount(0)

  issuer.person = { ...issuer.person, groups: ['helpdesk', 'console owners'] }
  const elsewhere = await open(null, { site })
  await signInBySso(elsewhere)
  await expect(elsewhere.getByRole('link', { name: 'Operators' })).toBeVisible()
  // The role changed for the session that was open too.
  await page.reload()
  await expect(page.getByRole('link', { name: 'Operators' })).toBeVisible()
  expect(issuer.discoveries - before).toBe(1)
})

test('[4.6] single sign-on: after the client secret was replaced at the issuer, a restart with the new one lets people in', async ({
  prepareConsole,
  open,
  noise,
}) => {
  test.skip(process.env.TEST_FULL !== '1', 'two starts: npm run test:full')
  noise.allow(/net::ERR_/, /status of 4\d\d/, /\b503\b/, /next-auth/, /was refused/)
  const site = await prepareConsole({ env: { ...issuer.env, OIDC_ROLES: 'support=helpdesk' } })
  await site.start()
  const page = await open(null, { site })
  issuer.person = { sub: randomUUID(), name: 'Rita Baum', email: 'rita@reseller.example', groups: ['helpdesk'] }
  const former = issuer.secret
  issuer.secret = 'the client secret that replaces the former one'
  try {
    await signInBySso(page)
    await expect(page.getByText('You were not signed in.')).toBeVisible()
    await site.stop()
    await site.start({ OIDC_CLIENT_SECRET: issuer.secret })
    await signInBySso(page)
    await expect(page.getByRole('button', { name: /Rita Baum/ })).toBeVisible()
  } finally {
    issuer.secret = former
  }
})

test('[4.6] single sign-on: confirms an identity and renews an ended session in a window, and keeps what was typed', async ({
  prepareConsole,
  open,
  noise,
}) => {
  // Whether a window may close itself is the browser's to say.
  noise.allow(/status of 4\d\d/, /next-auth/, /was refused/, /Scripts may close only/)
  const site = await prepareConsole({ env: { ...issuer.env, OIDC_ROLES: 'support=helpdesk;owner=console owners' } })
  await site.start()
  const page = await open(null, { site })
  const known = { sub: randomUUID(), name: 'Petra Sommer', email: 'petra@reseller.example', groups: ['console owners'] }

  // The issuer does not say when it asked, and there is no password: the operator confirms through it too.
  issuer.person = { ...known, auth_time: undefined }
  await signInBySso(page)
  await page.getByRole('link', { name: 'Operators' }).click()
  const inviting = page.getByRole('button', { name: 'Invite operator…' })
  // A click before the page is hydrated is lost.
  const isHydrated = () => inviting.evaluate(button => Object.keys(button).some(key => key.startsWith('__reactProps')))
  await expect.poll(isHydrated).toBe(true)
  await inviting.click()
  const invite = await dialogOf(page, 'Invite operator')
  await invite.getByLabel('E-mail').fill('typed@invited.test')
  await invite.getByRole('radio', { name: /^Support/ }).check()
  await invite.getByRole('button', { name: 'Create link' }).click()
  const confirm = await dialogOf(page, 'Confirm your identity to continue')
  const useSso = confirm.getByRole('button', { name: 'Use your company’s sign-in' })
  await useSso.click()
  await expect(confirm).toContainText('Your company’s sign-in did not confirm your identity again')
  await expect(confirm).toContainText('Add a passkey or an authenticator app')
  issuer.person = known
  await useSso.click()
  const made = await dialogOf(page, 'Invitation created')
  noteShown(new URL((await made.locator('code').textContent()) ?? '').searchParams.get('token') ?? '')
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'typed@invited.test' })).toHaveCount(1)

  // The same where the session has ended; another person's sign-in is refused.
  await endSessionBefore(page, site.url, () =>
    page.getByRole('button', { name: 'Withdraw the link for typed@invited.test' }).click(),
  )
  const again = page.getByRole('alertdialog', { name: 'Sign in again' })
  const sso = again.getByRole('button', { name: 'Continue with Example ID' })
  issuer.person = { sub: randomUUID(), name: 'Otto Other', email: 'otto@reseller.example', groups: ['helpdesk'] }
  const [refused] = await Promise.all([page.context().waitForEvent('page'), sso.click()])
  await expect(again).toContainText('You signed in as another person, so nothing changed.')
  await expect(refused.getByRole('heading', { name: 'You were not signed in' })).toBeVisible()
  issuer.fault = 'state'
  await sso.click()
  await expect(again).toContainText(
    'This sign-in is not linked to an operator of this console, or it was not completed',
  )
  issuer.fault = null
  issuer.person = known
  await sso.click()
  await expect(again).toBeHidden()
  await expect(page.getByText('typed@invited.test')).toHaveCount(0)
})
