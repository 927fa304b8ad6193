import { expect, type Locator, type Page, type Request } from '@playwright/test'
import type { SandboxAccount } from '../server/sandbox/server'

/** Shows the accounts table with this account alone; answers its row. */
export async function showInTable(page: Page, account: SandboxAccount): Promise<Locator> {
  await page.goto(`/accounts?q=${account.id}`)
  return rowOf(page, account)
}

export async function rowOf(page: Page, account: SandboxAccount): Promise<Locator> {
  const link = page.getByRole('link', { name: account.organization_name, exact: true })
  const row = page.getByRole('row').filter({ has: link })
  await expect(row).toHaveCount(1)
  return row
}

/** Column heads may be called the same. */
export async function openFilter(page: Page, label: string): Promise<Locator> {
  await page.getByRole('button', { name: label, exact: true }).and(page.locator('[aria-haspopup="dialog"]')).click()
  return dialogOf(page, `Filter by ${label.toLowerCase()}`)
}

/** The switch only opens the dialog; it never changes at the click. */
export async function openDisableDialog(page: Page, account: SandboxAccount): Promise<Locator> {
  const row = await showInTable(page, account)
  await row.getByRole('switch').click()
  return dialogOf(page, `Disable ${account.organization_name}`)
}

export async function dialogOf(page: Page, name: string): Promise<Locator> {
  const dialog = page.getByRole('dialog', { name, exact: true })
  await expect(dialog).toBeVisible()
  return dialog
}

export async function fillDisable(dialog: Locator, reason = 'Unpaid balance'): Promise<void> {
  await dialog.getByLabel('Reason').selectOption(reason)
  await dialog.getByLabel(/emergency calls/).check()
}

/** Tab until it has the focus; a trap or a missing stop fails. */
export async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  await expect(target).toBeFocused()
}

/** A server action's request, to be sent again by somebody else; `tabOf` is the operator whose tab sent it, which is not in the body. */
export type CapturedAction = { url: string; action: string; body: string; tabOf: string; contentType: string }

export async function captureAction(page: Page, work: () => Promise<void>): Promise<CapturedAction> {
  const isAction = (request: Request) => request.method() === 'POST' && 'next-action' in request.headers()
  const [request] = await Promise.all([page.waitForRequest(isAction), work()])
  const headers = request.headers()
  const [input, tabOf] = JSON.parse(request.postData() ?? '[]')
  return {
    url: request.url(),
    action: headers['next-action'] ?? '',
    contentType: headers['content-type'] ?? '',
    body: JSON.stringify([input]),
    tabOf: String(tabOf),
  }
}

/** Sends a captured action with the cookies of this page's operator, past every button. */
export async function replay(
  page: Page,
  captured: CapturedAction,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const answer = await page.context().request.post(captured.url, {
    headers: {
      accept: 'text/x-component',
      'next-action': captured.action,
      'content-type': captured.contentType,
      ...headers,
    },
    data: captured.body,
    maxRedirects: 0,
  })
  return { status: answer.status(), text: await answer.text() }
}

/** Opens a review round on the desk that the page shows. */
export async function openRound(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Open round…' }).first().click()
  const dialog = await dialogOf(page, 'Open round')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByRole('button', { name: 'Open round' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
}

/** From now on pages load without their scripts, as on a slow connection, until the returned function is called. */
export async function holdScripts(page: Page): Promise<() => void> {
  let release = (): void => undefined
  const released = new Promise<void>(resolve => {
    release = resolve
  })
  await page.route('**/_next/static/chunks/*.js', async route => {
    await released
    await route.continue()
  })
  return release
}
