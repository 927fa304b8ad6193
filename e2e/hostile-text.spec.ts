import type { Page, Route } from '@playwright/test'
import { demoPassword } from '../lib/operator'
import { readCsv } from '../server/testing/read-csv'
import { expect, test } from './fixtures'
import { signInByHttp } from './http-sign-in'
import { dialogOf, fillDisable } from './steps'

// Names, notes and Telnyx's own words come from people who may mean harm: nothing of them runs, and nothing of them forges a line.

const ran = 'globalThis.__ran=1'
const hostile = {
  script: `<script>${ran}</script>`,
  handler: `"><img src=x onerror="${ran}">`,
  link: `javascript:${ran}//`,
  formula: `=HYPERLINK("http://evil.example";"x")`,
  bidi: 'Invoice \u202Egnp.exe\u202C \u2066left\u2069',
  invisible: 'Ac\u200Bme\uFEFF \u00ADGmbH',
  line: 'Acme\r\n{"level":50,"msg":"forged"}\u2028\u2029',
  ansi: '\u001b[2J\u001b[31mAcme',
  template: '{{7*7}} \u0024{7*7} #{7*7} %0d%0a',
  long: `${'ﷺ'.repeat(60)} ${'Z\u0351\u036B\u0343'.repeat(30)}`,
}
const names = Object.values(hostile)
/** What could end a line, colour a terminal or turn a text around. */
const controls = ['\r', '\u001b', '\u2028', '\u2029', '\u202e', '\u2066']

async function nothingRan(page: Page, where: string): Promise<void> {
  expect(await page.evaluate(() => '__ran' in globalThis), `${where}: ran`).toBe(false)
  expect(await page.locator('img[src="x"], a[href^="javascript:"], [onerror]').count(), `${where}: became markup`).toBe(
    0,
  )
}

test('[4.5] hostile text runs nowhere: on every screen, dialog and panel', async ({
  open,
  prepareSandbox,
  prepareConsole,
  noise,
}) => {
  test.setTimeout(240_000)
  noise.allow(/status of 4\d\d/, /^server log: .*"(telnyx|sync|Telnyx)/)
  const sandbox = await prepareSandbox({ accounts: 3 })
  const site = await prepareConsole({ sandbox })
  const made = names.map((name, at) => sandbox.addAccount({ organization_name: name, email: `h${at}@hostile.example` }))
  await site.start()
  // Before that, Next prints a greeting in colours.
  const from = site.logSize()
  const page = await open('owner', { site })

  await page.goto('/accounts?sort=created')
  await expect(page.getByRole('row').filter({ hasText: hostile.script })).toBeVisible({ timeout: 60_000 })
  await nothingRan(page, 'accounts')
  for (const { id, organization_name: name } of made.slice(0, 3)) {
    await page.goto(`/accounts/${id}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await nothingRan(page, `account ${name}`)
  }
  // A page of notes, whatever account they are of.
  for (const name of names) {
    await page.getByLabel('New note').fill(name)
    await page.getByRole('button', { name: /Add note/ }).click()
    await expect(page.getByLabel('New note')).toHaveValue('')
  }
  await nothingRan(page, 'notes')
  // The next note can be written before the account is read again.
  const newNote = page.getByLabel('New note')
  const held: Route[] = []
  await page.route('**/api/accounts/**', route => void held.push(route))
  await newNote.fill('First of two')
  await page.getByRole('button', { name: 'Add note' }).click()
  await expect.poll(() => held.length).toBeGreaterThan(0)
  await newNote.fill('Second of two')
  await page.unroute('**/api/accounts/**')
  await Promise.allSettled(held.map(route => route.continue()))
  // The timeline shows the note too, once it has loaded.
  await expect(page.getByRole('region', { name: 'Notes' }).getByText('First of two')).toBeVisible()
  await expect(newNote).toHaveValue('Second of two')
  await newNote.fill('')
  await page.reload()
  await expect(page.getByText(hostile.script).first()).toBeVisible()
  await nothingRan(page, 'notes that were stored')

  // What Telnyx says is shown as it is, too.
  const victim = made[0]
  if (!victim) throw new Error('no account')
  sandbox.setFaults([
    {
      method: 'POST',
      path: `/managed_accounts/${victim.id}/actions/disable`,
      times: 1,
      effect: { status: 422, detail: `${hostile.handler} ${hostile.script} ${hostile.line}` },
    },
  ])
  await page.goto(`/accounts/${victim.id}`)
  await page.getByRole('button', { name: 'Disable…' }).click()
  const dialog = await dialogOf(page, `Disable ${hostile.script}`)
  await fillDisable(dialog)
  await dialog.getByRole('button', { name: 'Disable account' }).click()
  await expect(dialog.getByRole('alert')).toContainText('<script>')
  await nothingRan(page, 'an answer of Telnyx')
  await page.keyboard.press('Escape')

  for (const screen of [
    '/',
    '/channels',
    '/billing',
    '/organization',
    '/audit',
    '/settings/operators',
    '/settings/connection',
    '/security',
    '/jobs',
    '/approvals',
  ]) {
    await page.goto(screen)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    await nothingRan(page, screen)
  }
  // In the address too: what could become markup or a link, in every part of it.
  for (const [at, name] of [hostile.script, hostile.handler, hostile.link].entries()) {
    const rotated = [0, 1, 2].map(by => encodeURIComponent(names[(at + by) % 3] ?? ''))
    await page.goto(`/accounts?q=${rotated[0]}&status=${rotated[1]}&sort=${rotated[2]}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await nothingRan(page, `an address with ${name}`)
  }

  await exportsAreOfOneLineARow(site.url)
  for (const line of site.log(from).split('\n').filter(Boolean)) {
    expect(line.startsWith('{"level":50,"msg":"forged"'), 'a forged line in the log').toBe(false)
    const raw = controls.filter(one => line.includes(one))
    expect(raw, `a control character in the log: ${JSON.stringify(line.slice(0, 300))}`).toEqual([])
  }
})

async function exportsAreOfOneLineARow(origin: string): Promise<void> {
  const cookie = await signInByHttp(origin, 'owner@demo.test', demoPassword, 'a script')
  const ask = async (path: string) => (await fetch(`${origin}${path}`, { headers: { cookie } })).text()
  const jsonl = (await ask('/api/audit/export?format=jsonl')).split('\n').filter(Boolean)
  expect(jsonl.length).toBeGreaterThan(names.length)
  for (const line of jsonl) expect(JSON.parse(line), line).toHaveProperty('action')
  const notes = jsonl.map(line => JSON.parse(line)).filter(entry => entry.action === 'account.note')
  expect(notes, 'and the first of two').toHaveLength(names.length + 1)

  const [header = [], ...rows] = readCsv((await ask('/api/audit/export?format=csv')).replace(/^\ufeff/, ''))
  expect(rows.length).toBeGreaterThanOrEqual(jsonl.length)
  for (const row of rows) expect(row.length, row.join('|')).toBe(header.length)
  const cells = rows.flat()
  expect(
    cells.filter(cell => /^[=+\-@\t\r\n]/.test(cell)),
    'cells that a spreadsheet would run',
  ).toEqual([])
}
