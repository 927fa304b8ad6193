import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'
import { type Issuer, startIssuer } from './oidc-issuer'

let issuer: Issuer

test.beforeAll(async () => {
  issuer = await startIssuer()
})
test.afterAll(() => issuer.close())

async function signInBySso(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Continue with Example ID' }).click()
}

test('[4.6] single sign-on: people of mapped groups get their role, unknown people and forged answers nothing', async ({
  prepareConsole,
  open,
  noise,
}) => {
  noise.allow(/status of 4\d\d/, /next-auth/, /was refused/)
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
})
