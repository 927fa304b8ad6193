import { expect, test } from './fixtures'
import { dialogOf, openDisableDialog, rowOf } from './steps'

test('support disables an account with a reason, and table, account page, audit and Telnyx agree', {
  tag: '@both',
}, async ({ open, sandbox, take }) => {
  const page = await open('support', { viewport: { width: 1440, height: 900 } })
  const account = take()
  const dialog = await openDisableDialog(page, account)
  await expect(dialog).toContainText(account.email)
  await expect(dialog, 'support does not see balances').not.toContainText('Available credit')

  // Nothing is sent before a reason is given and the emergency line is confirmed.
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog.getByText('Choose a reason.')).toBeVisible()
  await expect(dialog.getByText('Confirm this to continue.')).toBeVisible()
  expect(sandbox.account(account.id)?.status).toBe('enabled')

  await dialog.getByLabel('Reason').selectOption('Suspected fraud')
  await dialog.getByLabel('Details').fill('Forty calls a minute to premium numbers')
  await dialog.getByLabel('Ticket').fill('https://tickets.example.com/4711')
  await dialog.getByLabel(/emergency calls/).check()
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog).toBeHidden()

  const row = await rowOf(page, account)
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()
  expect(sandbox.account(account.id)?.status).toBe('disabled')
  await page.reload()
  await expect(row.getByText('Disabled', { exact: true })).toBeVisible()

  await page.getByRole('link', { name: account.organization_name, exact: true }).click()
  const main = page.getByRole('main')
  await expect(main.getByRole('heading', { level: 1, name: account.organization_name })).toBeVisible()
  const status = main.getByRole('region', { name: 'Status' })
  await expect(status).toContainText(
    /^Disabled by Sam Ferreira .*, reason: suspected fraud, ticket https:\/\/tickets\.example\.com\/4711\.Forty calls/,
  )
  await expect(main).toContainText('Suspected fraud: Forty calls a minute to premium numbers')
  const timeline = main.getByRole('region', { name: 'Timeline' })
  await expect(timeline.getByRole('link', { name: 'https://tickets.example.com/4711' })).toBeVisible()

  // For a customer on the phone, all of it is in sight without scrolling.
  expect(page.viewportSize()).toEqual({ width: 1440, height: 900 })
  for (const seen of [
    status.getByText(/^Disabled by/),
    status.getByRole('button', { name: 'Enable…' }),
    main.getByRole('region', { name: 'Details' }).getByText(account.email),
    main.getByLabel('New note'),
    timeline.getByText('Disable managed account'),
  ]) {
    await expect(seen).toBeInViewport({ ratio: 1 })
  }

  await page.getByRole('link', { name: 'My actions' }).click()
  const entry = page
    .getByRole('row')
    .filter({ hasText: 'Disable managed account' })
    .filter({ hasText: account.organization_name })
  await expect(entry).toContainText('Suspected fraud: Forty calls a minute to premium numbers')
  await expect(entry).toContainText('Done')
  await entry.getByText('Disable managed account').click()
  const panel = await dialogOf(page, 'Disable managed account')
  const sent = sandbox.calls().filter(call => call.path.endsWith(`/${account.id}/actions/disable`))
  expect(sent).toHaveLength(1)
  await expect(panel).toContainText(sent[0]?.requestId ?? 'no call was sent')
})

test('enabling requires a reason, leaves connections off by default, and reaches Telnyx', async ({
  asSupport: page,
  sandbox,
  take,
}) => {
  const account = take(one => one.status === 'disabled')
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Enable…' }).click()
  const dialog = await dialogOf(page, `Enable ${account.organization_name}`)
  await dialog.getByRole('button', { name: 'Enable account' }).click()
  await expect(dialog.getByText('Enter why the account is enabled again.')).toBeVisible()
  const restored = dialog.getByRole('group', { name: 'What is restored' })
  await expect(restored).toContainText('Portal sign-in of the account')
  await expect(restored).toContainText('use of Telnyx services')
  await expect(restored.getByLabel('Also re-enable its connections')).not.toBeChecked()
  await expect(dialog).toContainText('All connections stay off')
  await dialog.getByLabel('Reason').fill('Paid this morning')
  await dialog.getByRole('button', { name: 'Enable account' }).click()
  await expect(dialog).toBeHidden()

  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible()
  expect(sandbox.account(account.id)).toMatchObject({ status: 'enabled', connections_enabled: false })
  await page.reload()
  const main = page.getByRole('main')
  await expect(main).toContainText('Paid this morning')
  await expect(main).toContainText('Its connections stayed off')
  await main.getByRole('button', { name: 'Mark connections as enabled' }).click()
  await expect(main).toContainText('Enabled. Sam Ferreira marked its connections as enabled')
  await expect(main.getByRole('button', { name: 'Mark connections as enabled' })).toHaveCount(0)
})

test('enabling with connections sends both to Telnyx', async ({ asManager: page, sandbox, take }) => {
  const account = take(one => one.status === 'disabled')
  await page.goto(`/accounts/${account.id}`)
  await page.getByRole('button', { name: 'Enable…' }).click()
  const dialog = await dialogOf(page, `Enable ${account.organization_name}`)
  await dialog.getByLabel('Reason').fill('Contract renewed')
  await dialog.getByLabel('Also re-enable its connections').check()
  await expect(dialog, 'what is not restored follows the choice').not.toContainText('All connections stay off')
  await dialog.getByRole('button', { name: 'Enable account' }).click()
  await expect(page.getByRole('button', { name: 'Disable…' })).toBeVisible()
  expect(sandbox.account(account.id)).toMatchObject({ status: 'enabled', connections_enabled: true })
})

test('a blocked and a cancelled account explain why their status cannot be changed', async ({
  asSupport: page,
  take,
}) => {
  for (const [status, words] of [
    ['blocked', 'Only Telnyx support can unblock it'],
    ['cancelled', 'It can no longer be changed'],
  ] as const) {
    const account = take(one => one.status === status)
    await page.goto(`/accounts/${account.id}`)
    await expect(page.getByRole('main')).toContainText(words)
    await expect(page.getByRole('button', { name: /^(Disable|Enable)…$/ })).toHaveCount(0)
  }
})
