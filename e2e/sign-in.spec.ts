import { demoPassword } from '../lib/operator'
import { expect, test } from './fixtures'

test('a wrong password and an unknown address get the same words, and nobody is let in', async ({ stranger }) => {
  await stranger.goto('/sign-in')
  for (const [email, password] of [
    ['support@demo.test', 'not the password'],
    ['nobody@demo.test', demoPassword],
  ] as const) {
    await stranger.getByLabel('E-mail').fill(email)
    await stranger.getByLabel('Password', { exact: true }).fill(password)
    await stranger.getByRole('button', { name: 'Sign in' }).click()
    await expect(stranger.getByRole('alert')).toContainText('do not belong together')
  }
  await stranger.goto('/')
  await expect(stranger).toHaveURL(/\/sign-in$/)
})
