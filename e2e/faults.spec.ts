import type { Locator, Page } from '@playwright/test'
import type { FaultEffect, Sandbox, SandboxAccount } from '../server/sandbox/server'
import { expect, test } from './fixtures'
import { fillDisable, openDisableDialog, rowOf } from './steps'

// Whatever Telnyx does, it ends in words a support agent understands: refused with the reason, or not known and then settled.

test.beforeEach(({ noise }) => {
  // The edge says in the server's log what it met; that is what the log is for.
  noise.allow(/^server log: .*"(telnyx|sync|Telnyx)/)
})

function disableMeets(sandbox: Sandbox, account: SandboxAccount, effect: FaultEffect): void {
  sandbox.setFaults([{ method: 'POST', path: `/managed_accounts/${account.id}/actions/disable`, effect }])
}

const send = (dialog: Locator) => dialog.getByRole('button', { name: 'Disable account' }).click()

/** Certain refusals: the dialog stays, says why, and what to do; nothing was changed. */
const refusals: [string, FaultEffect, RegExp, RegExp][] = [
  ['401', { status: 401 }, /did not accept the key of this console/, /Ask an owner/],
  ['401 without a body', { status: 401, emptyBody: true }, /did not accept the key of this console/, /Ask an owner/],
  ['403', { status: 403 }, /does not let the key of this console do that/, /Ask an owner/],
  ['404', { status: 404 }, /does not know this record/, /Reload to see/],
  [
    '422',
    { status: 422, detail: 'The account has open port orders.' },
    /The account has open port orders/,
    /Correct it/,
  ],
  ['429', { status: 429 }, /takes no more requests/, /Nothing was changed/],
]

test('a certain refusal stays in the dialog, in words and with what to do', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  const account = take()
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog)
  for (const [what, effect, words, advice] of refusals) {
    disableMeets(sandbox, account, effect)
    await send(dialog)
    await expect(dialog.getByRole('alert'), what).toContainText(words)
    await expect(dialog.getByRole('alert'), what).toContainText(advice)
    await expect(dialog.getByRole('alert'), `${what}: no codes of programmers`).not.toContainText(
      /undefined|null|\{|Error:/,
    )
    await expect(dialog.getByRole('button', { name: 'Disable account' })).toBeEnabled()
    expect(sandbox.account(account.id)?.status, what).toBe('enabled')
  }
  // The same form goes through once Telnyx is well again.
  sandbox.clearFaults()
  await send(dialog)
  await expect(dialog).toBeHidden()
  await expect((await rowOf(page, account)).getByText('Disabled', { exact: true })).toBeVisible()
})

const unknownToast = (account: SandboxAccount) => `Telnyx has not answered yet about ${account.organization_name}`

async function disable(page: Page, account: SandboxAccount): Promise<void> {
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog)
  await send(dialog)
  await expect(dialog).toBeHidden()
}

/** Done, and nobody was told. */
const unknowns: [string, FaultEffect][] = [
  ['a 500', { status: 500, when: 'after' }],
  ['a reset', { reset: 'after' }],
  ['a body cut off', { body: 'cut' }],
  ['an empty body', { body: 'empty' }],
  ['a page of HTML', { body: 'html' }],
]

for (const [what, effect] of unknowns) {
  test(`${what} after the change: said to be not known, then settled to the truth`, async ({
    asSupport: page,
    sandbox,
    take,
  }) => {
    const account = take()
    disableMeets(sandbox, account, effect)
    await disable(page, account)
    await expect(page.getByText(unknownToast(account)).last()).toBeVisible()
    const row = await rowOf(page, account)
    await expect(row.getByText('Disabled', { exact: true })).toBeVisible({ timeout: 40_000 })
    expect(sandbox.account(account.id)?.status).toBe('disabled')
    const sent = sandbox.calls().filter(call => call.path.includes(`${account.id}/actions/disable`))
    expect(sent, 'sent once, whatever came back').toHaveLength(1)
    await page.goto(`/accounts/${account.id}`)
    await expect(page.getByRole('listitem').filter({ hasText: 'Disable managed account' })).toContainText('Done')
  })
}

test('what never happened stays "Not known yet" until Telnyx has been looked at long enough, then reads "Failed"', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  test.setTimeout(240_000)
  const accounts: SandboxAccount[] = []
  for (const effect of [{ status: 500, when: 'before' }, { reset: 'before' }] as const) {
    const account = take()
    accounts.push(account)
    disableMeets(sandbox, account, effect)
    await disable(page, account)
    const row = await rowOf(page, account)
    await expect(row.getByText('Not known yet')).toBeVisible()
    await expect(row.getByText('Enabled', { exact: true })).toHaveCount(0)
  }
  for (const account of accounts) {
    await page.goto(`/accounts/${account.id}`)
    await expect(page.getByRole('listitem').filter({ hasText: 'Disable managed account' })).toContainText('Failed', {
      timeout: 120_000,
    })
    await expect(page.getByRole('button', { name: 'Disable…' })).toBeEnabled()
    expect(sandbox.account(account.id)?.status).toBe('enabled')
  }
})

test('no answer at all: "Disabling…" while it is awaited, the dialog can be left, never "Disabled" too early', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  test.setTimeout(180_000)
  const account = take()
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog)
  disableMeets(sandbox, account, { hang: 'after' })
  await send(dialog)
  await dialog.getByRole('button', { name: 'Close', exact: true }).first().click()
  await expect(dialog).toBeHidden()
  const row = await rowOf(page, account)
  await expect(row.getByText('Disabling…')).toBeVisible()
  await page.reload()
  await expect(row.getByText('Disabling…')).toBeVisible()
  await expect(row.getByRole('switch')).toBeDisabled()
  // Its deadline passes, it is looked up, and found done.
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible({ timeout: 90_000 })
  expect(sandbox.calls().filter(call => call.path.includes(`${account.id}/actions/disable`))).toHaveLength(1)
})

test('a list that lags behind does not contradict what was just done', async ({ asSupport: page, sandbox, take }) => {
  sandbox.setVariants({ listLagMs: 1_500 })
  const account = take()
  const dialog = await openDisableDialog(page, account)
  await fillDisable(dialog)
  await send(dialog)
  await expect(dialog).toBeHidden()
  const row = await rowOf(page, account)
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()
  const read = sandbox.calls().length
  // Sweeps come and go meanwhile; the row is looked at after two of them.
  await expect
    .poll(
      () =>
        sandbox
          .calls()
          .slice(read)
          .filter(call => call.query['filter[status][eq]'] === 'enabled').length,
      { timeout: 40_000 },
    )
    .toBeGreaterThan(1)
  await page.reload()
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()
})

async function create(page: Page, name: string, email: string): Promise<void> {
  await page.goto('/accounts/new')
  await page.getByLabel('Business name').fill(name)
  await page.getByLabel('E-mail').fill(email)
  await page.getByRole('radio', { name: /Own balance/ }).check()
  await page.getByRole('button', { name: 'Create account' }).click()
}

test('a create that Telnyx refuses says so next to the field, and in the form for the rest', async ({
  asManager: page,
  sandbox,
}) => {
  const before = sandbox.accounts().length
  const meets = (effect: FaultEffect) => sandbox.setFaults([{ method: 'POST', path: '/managed_accounts', effect }])
  meets({ status: 422, pointer: '/business_name', detail: 'This name is reserved.' })
  await create(page, 'Reserved Ltd', 'office@reserved.example')
  await expect(page.getByText('This name is reserved.')).toBeVisible()
  await expect(page.getByLabel('Business name')).toHaveAttribute('aria-invalid', 'true')
  for (const [effect, words] of [
    [{ status: 401 }, 'did not accept the key of this console'],
    [{ status: 403 }, 'Ask an owner'],
    [{ status: 429 }, 'takes no more requests'],
  ] as const) {
    meets(effect)
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByRole('main').getByRole('alert')).toContainText(words)
  }
  expect(sandbox.accounts()).toHaveLength(before)
  sandbox.clearFaults()
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByText('Reserved Ltd was created')).toBeVisible()
  expect(sandbox.accounts()).toHaveLength(before + 1)
})

test('a create whose answer was lost is found, and never sent twice', async ({ asManager: page, sandbox }) => {
  for (const [index, effect] of (
    [{ reset: 'after' }, { status: 500, when: 'after' }, { body: 'cut' }] as const
  ).entries()) {
    const email = `lost-${index}@lost.example`
    sandbox.setFaults([{ method: 'POST', path: '/managed_accounts', effect }])
    await create(page, `Lost Answer ${index}`, email)
    await expect(page.getByText('Checking with Telnyx…')).toBeVisible()
    await page.getByRole('button', { name: 'Show what was created' }).click({ timeout: 60_000 })
    await expect(page.getByText(`Lost Answer ${index} was created`)).toBeVisible()
    const sent = sandbox.calls().filter(call => call.method === 'POST' && call.path === '/v2/managed_accounts')
    expect(sent.filter(call => JSON.stringify(call.body).includes(email))).toHaveLength(1)
    expect(sandbox.accounts().filter(account => account.email === email)).toHaveLength(1)
  }
})

test('while Telnyx is down reading goes on, says how old it is, and recovers by itself', async ({
  asSupport: page,
  sandbox,
}) => {
  const [account] = sandbox.accounts()
  const banner = page.getByText(/Telnyx could not be read; you are looking at what was known/)
  for (const [effect, words] of [
    [{ status: 500 }, /reported an error of its own|not answering/],
    [{ body: 'html' }, /answer that this console cannot read|not answering/],
    [{ reset: 'before' }, /connection to Telnyx failed|not answering/],
  ] as const) {
    sandbox.setFaults([{ path: '/**', times: 'always', effect }])
    await expect(async () => {
      await page.goto('/accounts')
      await expect(page.getByRole('main')).toContainText(words, { timeout: 2_000 })
    }).toPass({ timeout: 40_000 })
    await expect(banner).toBeVisible()
    await expect(page.getByRole('row')).not.toHaveCount(1)
    await page.goto(`/accounts/${account?.id}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  }
  sandbox.clearFaults()
  await expect(banner).toBeHidden({ timeout: 60_000 })
})

test('a key that Telnyx no longer takes is said as such, above what was known', async ({ asOwner: page, sandbox }) => {
  sandbox.setFaults([{ path: '/**', times: 'always', effect: { status: 401 } }])
  await page.goto('/')
  await expect(page.getByText(/did not accept the key of this console/).first()).toBeVisible({ timeout: 40_000 })
  await page.goto('/accounts')
  await expect(page.getByRole('row')).not.toHaveCount(1)
  sandbox.clearFaults()
  await expect(page.getByText(/did not accept the key/)).toHaveCount(0, { timeout: 60_000 })
})
