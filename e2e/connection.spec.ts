import { expect, test } from './fixtures'

test('an owner sees without reloading that Telnyx is down, why, and when it is back', async ({
  asOwner: page,
  sandbox,
  site,
  noise,
}) => {
  // The edge says in the server's log what it met; that is what the log is for.
  noise.allow(/^server log: .*"(telnyx|sync|Telnyx)/)
  await page.goto('/')
  await page.getByRole('navigation').getByRole('link', { name: 'Telnyx connection' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Telnyx connection' })).toBeVisible()
  const connection = page.getByRole('region', { name: 'Connection', exact: true })
  await expect(connection.getByText('Reachable', { exact: true })).toBeVisible()
  await expect(connection).toContainText(sandbox.managerAccountId)
  await expect(connection).toContainText(sandbox.url)
  await expect(connection).toContainText(`…${sandbox.key.slice(-4)}`)
  await expect(page.getByRole('region', { name: 'Rate limit' })).toContainText('1,000 requests a second')
  await expect(page.getByRole('row', { name: /^Jobs/ }).getByRole('cell')).toHaveText(['0', '0'])

  sandbox.setFaults([{ path: '/**', times: 'always', effect: { status: 503 } }])
  await expect(connection.getByText('Not reachable', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('region', { name: 'Last failure' })).toContainText('Telnyx reported an internal error')
  expect(await site.metrics()).toMatch(/^console_telnyx_down 1$/m)

  sandbox.clearFaults()
  await expect(connection.getByText('Reachable', { exact: true })).toBeVisible({ timeout: 30_000 })
  expect(await site.metrics()).toMatch(/^console_telnyx_down 0$/m)
  await expect(page.getByRole('region', { name: 'Last failure' })).toContainText('Telnyx reported an internal error')
})

test('an owner sees the state of the server, its database and its work', async ({ asOwner: page }) => {
  await page.goto('/')
  await page.getByRole('navigation').getByRole('link', { name: 'Console status' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Console status' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Server' })).toContainText('0.1.0, on Node.js')
  const database = page.getByRole('region', { name: 'Database' })
  await expect(database).toContainText(/PostgreSQL \d+/)
  await expect(database, 'one day is no growth').toContainText('Unknown')
  await expect(page.getByRole('row', { name: /^accounts/ })).toContainText('kB')
})

test('only an owner sees the link to the connection screen and can open its address', async ({ asManager, noise }) => {
  noise.allow(/status of 403/)
  await asManager.goto('/')
  await expect(asManager.getByRole('navigation').getByRole('link', { name: 'Audit' })).toBeVisible()
  await expect(asManager.getByRole('link', { name: /Telnyx connection|Console status/ })).toHaveCount(0)
  expect((await asManager.goto('/settings/connection'))?.status()).toBe(403)
})
