import { expect, it } from 'vitest'
import { defineRoute } from './route'

it('a route refuses HEAD before anything is read or recorded', async () => {
  let asked = 0
  const handler = defineRoute(
    'accounts.export',
    () => null,
    async () => {
      asked += 1
      return null
    },
  )
  const request = new Request('http://127.0.0.1/api/accounts/export', { method: 'HEAD' })
  const answer = await handler(request, { params: Promise.resolve({}) })
  expect(answer.status).toBe(405)
  expect(answer.headers.get('allow')).toBe('GET')
  expect(asked).toBe(0)
})
