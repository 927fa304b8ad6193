import type { Locator, Page } from '@playwright/test'
import { generateSync } from 'otplib'
import { demoPassword } from '../lib/operator'
import { nothingFound } from './axe'
import type { TestConsole } from './console'
import { expect, test } from './fixtures'
import { endSessionBefore } from './http-sign-in'
import { keepStorage } from './noise'
import { noteReveal, revealActionId } from './reveals'
import { noteShown } from './run-folder'
import { signIn } from './sign-in'
import { dialogOf } from './steps'

// On consoles of their own: what is done to operators here must not disturb the other journeys. `prepareConsole` stands before `open`
// in each list, so that browsers are closed before the console they look at.

test.describe.configure({ timeout: 180_000 })

/** What was proved counts for five minutes; this one was proved long ago. The cookies of open browsers stay good. */
async function ageProofs(site: TestConsole, page: Page, endsIn = '12 hours'): Promise<void> {
  // What is open would call for a console that is not there.
  await page.goto('about:blank')
  await site.stop()
  await site.query(
    `update sessions set proven_at = proven_at - interval '1 hour', expires_at = now() + interval '${endsIn}'`,
  )
  await site.start()
}

async function startConsole(prepare: () => Promise<TestConsole>): Promise<TestConsole> {
  const site = await prepare()
  await site.start()
  return site
}

const menuOf = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(name) })

async function signOut(page: Page, name: string): Promise<void> {
  const leave = page.getByRole('button', { name: 'Sign out' })
  await expect(async () => {
    if (!(await leave.isVisible())) await menuOf(page, name).click()
    await expect(leave).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await leave.click()
  await expect(page).toHaveURL(/\/sign-in/)
}

/** The code an authenticator app shows in so many half minutes. */
const codeOf = (secret: string, later = 0) =>
  generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 * later })

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Makes an invitation and answers its link, which is shown once. */
async function invite(owner: Page, email: string, role: string): Promise<string> {
  await owner.goto('/settings/operators')
  await owner.getByRole('button', { name: 'Invite operator…' }).click()
  const dialog = await dialogOf(owner, 'Invite operator')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByRole('radio', { name: new RegExp(`^${role}`) }).check()
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const made = await dialogOf(owner, 'Invitation created')
  await expect(made).toContainText('The console sends no e-mail')
  const link = (await made.locator('code').textContent()) ?? ''
  await made.getByRole('button', { name: 'Done' }).click()
  noteShown(new URL(link).searchParams.get('token') ?? '')
  return link
}

async function join(page: Page, link: string, name: string, password: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel(/^Password/).fill(password)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('All set. Sign in with your new password.')).toBeVisible()
}

const operatorRow = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })

async function choose(owner: Page, name: string, entry: string): Promise<void> {
  await operatorRow(owner, name)
    .getByRole('button', { name: `Actions for ${name}` })
    .click()
  await owner.getByRole('menuitem', { name: entry }).click()
}

test('[4.6] an owner invites an operator, who joins, and a changed role or state applies at once', async ({
  prepareConsole,
  open,
  secret,
  noise,
}) => {
  noise.allow(/status of 40[13]/)
  const site = await startConsole(prepareConsole)
  const owner = await open(null, { site })
  await signIn(owner, 'owner@demo.test', demoPassword)
  const password = secret()

  const link = await invite(owner, 'ines@joined.test', 'Support')
  await expect(owner.getByRole('listitem').filter({ hasText: 'ines@joined.test' })).toContainText('Invited as support')
  const ines = await open(null, { site })
  await join(ines, link, 'Ines Moreau', password)
  await signIn(ines, 'ines@joined.test', password)
  const late = await open(null, { site })
  await late.goto(link)
  await expect(late.getByText('This link is not valid')).toBeVisible()

  expect((await ines.goto('/billing'))?.status()).toBe(403)
  await owner.reload()
  await choose(owner, 'Ines Moreau', 'Change role…')
  const role = await dialogOf(owner, 'Change role of Ines Moreau')
  await role.getByRole('radio', { name: /^Finance/ }).check()
  await role.getByRole('button', { name: 'Change role' }).click()
  await expect(operatorRow(owner, 'Ines Moreau')).toContainText('Finance')
  expect((await ines.goto('/billing'))?.status()).toBe(200)

  await choose(owner, 'Olivia Okafor', 'Disable…')
  const last = owner.getByRole('alertdialog', { name: 'Disable Olivia Okafor?' })
  await last.getByRole('button', { name: 'Disable operator' }).click()
  await expect(last).toContainText('is the last owner of this console')
  await last.getByRole('button', { name: 'Cancel' }).click()

  await choose(owner, 'Ines Moreau', 'Disable…')
  const disable = owner.getByRole('alertdialog', { name: 'Disable Ines Moreau?' })
  await disable.getByRole('button', { name: 'Disable operator' }).click()
  await expect(operatorRow(owner, 'Ines Moreau')).toContainText('Disabled')
  expect((await ines.context().request.get(`${site.url}/api/accounts`)).status()).toBe(401)
  await ines.goto('/accounts')
  await expect(ines).toHaveURL(/\/sign-in\?next=/)

  const withdrawn = await invite(owner, 'never@joined.test', 'Manager')
  await owner.getByRole('button', { name: 'Withdraw the link for never@joined.test' }).click()
  await expect(owner.getByText('never@joined.test')).toHaveCount(0)
  await late.goto(withdrawn)
  await expect(late.getByText('This link is not valid')).toBeVisible()
})

async function putAwayCodes(dialog: Locator): Promise<void> {
  await dialog.getByRole('checkbox', { name: 'I have stored these codes' }).check()
  await dialog.getByRole('button', { name: 'Done' }).click()
}

/** Adds an app with the key that is shown; answers the key and the recovery codes. */
async function addApp(page: Page): Promise<{ key: string; codes: string[] }> {
  await page.goto('/security')
  await page.getByRole('button', { name: 'Add app…' }).click()
  const dialog = await dialogOf(page, 'Add an authenticator app')
  await expect(dialog.getByRole('img', { name: /key for the authenticator app/ })).toBeVisible()
  const key = (await dialog.locator('.font-mono').first().textContent())?.replace(/\s/g, '') ?? ''
  expect(key).toMatch(/^[A-Z2-7]{16,}$/)
  await dialog.getByRole('textbox', { name: 'Code' }).fill('000000')
  await dialog.getByRole('button', { name: 'Add app' }).click()
  await expect(dialog.getByText('This is not the code your app shows now.')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Code' }).fill(codeOf(key))
  await dialog.getByRole('button', { name: 'Add app' }).click()
  const shown = await dialogOf(page, 'Your recovery codes')
  // A second Enter, or an Escape, must not lose them.
  await expect(shown.getByRole('list', { name: 'Recovery codes' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await nothingFound(page, 'light', 'the recovery codes')
  const codes = await shown.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allInnerTexts()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    shown.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('reseller-console-recovery-codes.txt')
  await page.emulateMedia({ media: 'print' })
  await expect(shown.getByText(/^Recovery codes for localhost:\d+, created on .+\. Each works once\.$/)).toBeVisible()
  await expect(page.getByRole('heading')).toHaveCount(0)
  await page.emulateMedia({ media: null })
  await putAwayCodes(shown)
  noteShown(key, ...codes, ...codes.map(one => one.replaceAll('-', '')))
  return { key, codes }
}

test('[4.6] password and code, then a recovery code: each works once, also when signing in over a form after the session ended', async ({
  prepareConsole,
  open,
  secret,
  noise,
}) => {
  noise.allow(/status of 401/)
  const site = await startConsole(prepareConsole)
  const page = await open(null, { site })
  await signIn(page, 'support@demo.test', demoPassword)
  const { key, codes } = await addApp(page)
  expect(codes).toHaveLength(10)
  await expect(page.getByRole('region', { name: 'Recovery codes' })).toContainText('10 codes left')

  // Over a form, after which what was typed is saved.
  await page.getByRole('button', { name: 'Change password…' }).click()
  const form = await dialogOf(page, 'Change password')
  const password = secret()
  await form.getByLabel('New password').fill(password)
  await endSessionBefore(page, site.url, () => form.getByRole('button', { name: 'Save password' }).click())
  const again = page.getByRole('alertdialog', { name: 'Sign in again' })
  await again.getByLabel('Password', { exact: true }).fill(demoPassword)
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  // The code that added the app is used up: its neighbour counts.
  const code = codeOf(key, 1)
  await again.getByRole('textbox', { name: 'Code' }).fill(code)
  await keepStorage(page.context(), 'signing-in-again')
  await again.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(again).toBeHidden()
  await expect(form).toBeHidden()

  // Neither a code of the app nor a recovery code works twice.
  const used = page.getByText('This code is wrong or was already used.')
  for (const [once, next = ''] of [
    [code, codes[0]],
    [codes[0] ?? '', codes[1]],
  ] as const) {
    await signOut(page, 'Sam Ferreira')
    await fillSignIn(page, 'support@demo.test', password)
    await expect(page.getByRole('heading', { name: 'Second factor' })).toBeVisible()
    for (const typed of [once, next]) {
      await page.getByRole('textbox', { name: 'Code' }).fill(typed)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      if (typed === once) await expect(used).toBeVisible()
    }
    await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  }
  await page.goto('/security')
  await expect(page.getByRole('region', { name: 'Recovery codes' })).toContainText('8 codes left')
})

/** An authenticator inside the browser, as a laptop has one. */
async function addAuthenticator(page: Page): Promise<void> {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable')
  await client.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

const confirmDialog = (page: Page) => page.getByRole('dialog', { name: 'Confirm your identity to continue' })

test('[4.6] an operator adds a passkey, signs in with it, also over a dialog, and confirms their identity with it', async ({
  prepareConsole,
  open,
  noise,
}) => {
  noise.allow(/status of 401/)
  const site = await startConsole(prepareConsole)
  const page = await open(null, { site })
  await addAuthenticator(page)
  await signIn(page, 'owner@demo.test', demoPassword)
  await page.goto('/security')
  await page.getByRole('button', { name: 'Add passkey…' }).click()
  const dialog = await dialogOf(page, 'Add a passkey')
  await expect(dialog.getByLabel('Name')).toHaveValue(/^Chrome on /)
  await dialog.getByLabel('Name').fill('The laptop of the office')
  await dialog.getByRole('button', { name: 'Add passkey' }).click()
  await putAwayCodes(await dialogOf(page, 'Your recovery codes'))
  const passkeys = page.getByRole('region', { name: 'Passkeys' })
  await expect(passkeys).toContainText('The laptop of the office')
  await expect(passkeys).toContainText('not used yet')
  await signOut(page, 'Olivia Okafor')

  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()

  await ageProofs(site, page)
  await page.goto('/security')
  await expect(page.getByRole('listitem').filter({ hasText: 'This session' })).toContainText('Signed in with passkey')
  await page.getByRole('button', { name: 'Create new codes…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Create new codes' }).click()
  await confirmDialog(page).getByRole('button', { name: 'Use a passkey' }).click()
  const renewed = await dialogOf(page, 'Your recovery codes')
  await expect(renewed).toContainText('These codes are shown only once')
  await putAwayCodes(renewed)

  // Proved for five minutes: only who one is when the session has ended meanwhile.
  await passkeys.getByRole('button', { name: 'Remove The laptop of the office' }).click()
  const remove = page.getByRole('alertdialog').getByRole('button', { name: 'Remove passkey' })
  await endSessionBefore(page, site.url, () => remove.click())
  const again = page.getByRole('alertdialog', { name: 'Sign in again' })
  await again.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(again).toBeHidden()
  await expect(passkeys).not.toContainText('The laptop of the office')
  await expect(confirmDialog(page)).toHaveCount(0)
})

test('[4.6] an operator sees and ends their own sessions, and a new password ends the others', async ({
  prepareConsole,
  open,
  secret,
  noise,
}) => {
  noise.allow(/status of 401/)
  const site = await startConsole(prepareConsole)
  const [page, elsewhere] = [await open(null, { site }), await open(null, { site })]
  await signIn(page, 'finance@demo.test', demoPassword)
  await signIn(elsewhere, 'finance@demo.test', demoPassword)
  await page.getByRole('button', { name: /Fatima Noor/ }).click()
  await page.getByRole('link', { name: 'Your sign-in' }).click()
  const sessions = page.getByRole('region', { name: 'Where you are signed in' })
  await expect(sessions.getByRole('listitem')).toHaveCount(2)
  await sessions.getByRole('button', { name: /^End the session in Chrome on / }).click()
  await expect(sessions.getByRole('listitem')).toHaveCount(1)
  await elsewhere.goto('/channels')
  await expect(elsewhere).toHaveURL(/\/sign-in/)

  await signIn(elsewhere, 'finance@demo.test', demoPassword)
  await page.getByRole('button', { name: 'Change password…' }).click()
  const dialog = await dialogOf(page, 'Change password')
  await dialog.getByLabel('New password').fill('too short')
  await dialog.getByRole('button', { name: 'Save password' }).click()
  await expect(dialog.getByText(/^Use 1[25] characters or more/)).toBeVisible()
  const password = secret()
  await dialog.getByLabel('New password').fill(password)
  await dialog.getByRole('button', { name: 'Save password' }).click()
  await expect(dialog).toBeHidden()
  expect((await elsewhere.context().request.get(`${site.url}/api/accounts`)).status()).toBe(401)
  expect((await page.context().request.get(`${site.url}/api/accounts`)).status()).toBe(200)
  await signOut(page, 'Fatima Noor')
  await signIn(page, 'finance@demo.test', password)
})

/** 17:40, as the browser's zone has it. */
const clockText = (at: number) =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Berlin' })

async function askToReveal(page: Page, name: string, reason: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Reveal key…' }).click()
  const dialog = await dialogOf(page, `Reveal key of ${name}`)
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: 'Reveal key', exact: true }).click()
  return dialog
}

test('[4.2] an operator who confirms their identity and gives a reason sees a key for 30 seconds, and it is recorded', async ({
  prepareConsole,
  open,
  sandbox,
}) => {
  const site = await startConsole(prepareConsole)
  const [account] = sandbox.accounts().filter(one => one.status === 'enabled')
  if (!account) throw new Error('The fleet has no such account.')
  const page = await open(null, { site })
  await signIn(page, 'manager@demo.test', demoPassword)
  await ageProofs(site, page, '14 minutes')
  const endsAt = Date.now() + 14 * 60_000
  // The clock of this browser is three hours late; the server's counts.
  await page.clock.install({ time: Date.now() - 3 * 3_600_000 })
  await expect(async () => {
    await page.goto(`/accounts/${account.id}`)
    await expect(page.getByRole('button', { name: 'Reveal key…' })).toBeVisible({ timeout: 1_000 })
  }, 'the first sweep has seen it').toPass({ timeout: 60_000 })
  const end = page.getByRole('status').filter({ hasText: /^Your session ends at/ })
  await expect(end).toHaveText(new RegExp(`Your session ends at (${clockText(endsAt - 60_000)}|${clockText(endsAt)})`))
  await end.getByRole('button', { name: 'Sign in again' }).click()
  const wished = page.getByRole('alertdialog', { name: 'Sign in again' })
  await nothingFound(page, 'light', 'the announced end of a session')
  await wished.getByRole('button', { name: 'Cancel' }).click()

  const dialog = await askToReveal(page, account.organization_name, 'Their PBX was moved')
  await expect(confirmDialog(page).getByLabel('Your password')).toBeFocused()
  await nothingFound(page, 'light', 'the question who one is, above another dialog')
  await page.keyboard.press('Escape')
  await expect(confirmDialog(page)).toBeHidden()
  await expect(dialog.getByText('Nothing was done: you did not confirm your identity.')).toBeVisible()
  await expect(dialog.getByLabel('Reason'), 'nothing that was typed is lost').toHaveValue('Their PBX was moved')
  const before = sandbox.calls().length

  await dialog.getByRole('button', { name: 'Reveal key', exact: true }).click()
  await confirmDialog(page).getByLabel('Your password').fill('not the password')
  await confirmDialog(page).getByRole('button', { name: 'Confirm' }).click()
  await expect(confirmDialog(page).getByText('This is not your password.')).toBeVisible()
  await confirmDialog(page).getByLabel('Your password').fill(demoPassword)
  noteReveal({ accountId: account.id, secret: account.api_key })
  const [answer] = await Promise.all([
    page.waitForResponse(response => response.request().headers()['next-action'] === revealActionId()),
    confirmDialog(page).getByRole('button', { name: 'Confirm' }).click(),
  ])
  expect(answer.headers()['cache-control']).toContain('no-store')
  await expect(dialog.getByText(account.api_key)).toBeVisible()
  expect(sandbox.calls().slice(before).length).toBeGreaterThan(0)

  await page.clock.fastForward(31_000)
  await expect(dialog.getByText('is hidden again')).toBeVisible()
  expect(await page.content()).not.toContain(account.api_key)
  await dialog.getByRole('button', { name: 'Done' }).click()

  const entry = page.getByRole('listitem').filter({ hasText: 'Reveal key' })
  await expect(entry).toContainText('Their PBX was moved')
  await expect(entry).toContainText('API key')
  await expect(entry).toContainText('Done')

  const support = await open(null, { site })
  await signIn(support, 'support@demo.test', demoPassword)
  await support.goto(`/accounts/${account.id}`)
  await expect(support.getByRole('region', { name: 'Details' })).toBeVisible()
  await expect(support.getByRole('button', { name: 'Reveal key…' })).toHaveCount(0)
})
