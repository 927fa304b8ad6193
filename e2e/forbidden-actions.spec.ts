import type { Page } from '@playwright/test'
import type { Sandbox, SandboxAccount } from '../server/sandbox/server'
import { expect, test } from './fixtures'
import { type CapturedAction, captureAction, fillDisable, openDisableDialog, replay, showInTable } from './steps'

/** What a manager's browser sends to disable an account, aimed at another account. */
async function disableActionFor(manager: Page, used: SandboxAccount, target: SandboxAccount): Promise<CapturedAction> {
  const dialog = await openDisableDialog(manager, used)
  await fillDisable(dialog)
  const captured = await captureAction(manager, () => dialog.getByRole('button', { name: 'Disable account' }).click())
  await expect(dialog).toBeHidden()
  expect(captured.body).toContain(used.id)
  return { ...captured, body: captured.body.replaceAll(used.id, target.id) }
}

function nothingWasSent(sandbox: Sandbox, account: SandboxAccount): void {
  expect(sandbox.account(account.id)?.status).toBe('enabled')
  expect(sandbox.calls().filter(call => call.path.includes(`${account.id}/actions`))).toEqual([])
}

test('finance has no button or menu entry to disable, and the action refuses finance and is recorded', async ({
  asFinance,
  asManager,
  sandbox,
  site,
  take,
}) => {
  const target = take()
  const row = await showInTable(asFinance, target)
  await expect(asFinance.getByRole('columnheader', { name: 'Available credit' })).toBeVisible()
  await expect(row.getByRole('switch')).toHaveCount(0)
  await row.getByRole('button', { name: `Actions for ${target.organization_name}` }).click()
  await expect(asFinance.getByRole('menuitem', { name: 'Open' })).toBeVisible()
  await expect(asFinance.getByRole('menuitem', { name: /Disable|Enable|limit|pricing/ })).toHaveCount(0)
  await asFinance.goto(`/accounts/${target.id}`)
  await expect(asFinance.getByText('Available credit')).toBeVisible()
  await expect(asFinance.getByRole('button', { name: /^(Disable|Enable|Change|Set)…$/ })).toHaveCount(0)

  const captured = await disableActionFor(asManager, take(), target)
  const answer = await replay(asFinance, captured, { origin: site.url })
  expect(answer.text).toContain('"code":"forbidden"')
  expect(answer.text).toContain('Your role does not allow this.')
  nothingWasSent(sandbox, target)

  await asManager.goto('/audit?outcome=denied')
  const denied = asManager.getByRole('row').filter({ hasText: 'Fatima Noor' }).first()
  await expect(denied).toContainText('Denied')
  await expect(denied).toContainText('Disable managed account')
})

test('an action does nothing from another site, without an origin, after sign-out, or from another operator’s tab', async ({
  asManager,
  asSupport,
  stranger,
  sandbox,
  site,
  take,
  noise,
}) => {
  // Next refuses a foreign Origin too, and prints that in the server's output.
  noise.allow(/Invalid Server Actions request/, /x-forwarded-host|`origin` header/, /⨯/)
  const target = take()
  const captured = await disableActionFor(asManager, take(), target)

  const foreign = await replay(asManager, captured, { origin: 'https://evil.example' })
  expect(foreign.text).not.toContain('"ok":true')
  expect(foreign.status).toBeGreaterThanOrEqual(400)
  nothingWasSent(sandbox, target)

  const crossSite = await replay(asManager, captured, { origin: site.url, 'sec-fetch-site': 'cross-site' })
  expect(crossSite.text).toContain('This request did not come from the console.')
  const withoutOrigin = await replay(asManager, captured, {})
  expect(withoutOrigin.text).toContain('This request did not come from the console.')
  nothingWasSent(sandbox, target)

  const signedOut = await replay(stranger, captured, { origin: site.url })
  expect(signedOut.text).toContain('Your session has ended.')
  nothingWasSent(sandbox, target)

  const ofTab = { ...captured, body: `${captured.body.slice(0, -1)},"${captured.tabOf}"]` }
  const another = await replay(asSupport, ofTab, { origin: site.url })
  expect(another.text).toContain('This browser is now signed in as another person.')
  nothingWasSent(sandbox, target)
})

test('input that no form would send is refused next to its field', async ({ asManager, sandbox, site, take }) => {
  const target = take()
  const captured = await disableActionFor(asManager, take(), target)
  const untruthful = captured.body.replace('"emergencyConfirmed":true', '"emergencyConfirmed":false')
  expect(untruthful).not.toBe(captured.body)
  const answer = await replay(asManager, { ...captured, body: untruthful }, { origin: site.url })
  expect(answer.text).toContain('"code":"invalid"')
  expect(answer.text).toContain('emergencyConfirmed')
  nothingWasSent(sandbox, target)
})
