import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from './server'
import { request } from './test-client'

let sandbox: Sandbox

beforeEach(async () => {
  sandbox = await startSandbox({ accounts: 0 })
})
afterEach(() => sandbox.close())

it('the organization has an owner and forty users in six groups, some never signed in, some bypassing SSO', () => {
  const users = sandbox.users()
  expect(users.filter(user => user.record_type === 'organization_owner')).toHaveLength(1)
  expect(users).toHaveLength(41)
  expect(new Set(users.flatMap(user => user.groups.map(group => group.name))).size).toBe(6)
  expect(users.some(user => user.last_sign_in_at === null)).toBe(true)
  expect(users.some(user => user.organization_user_bypasses_sso)).toBe(true)
  expect(new Set(users.map(user => user.user_status))).toEqual(new Set(['enabled', 'disabled', 'blocked']))
})

it('the list has all users on one page, filters by e-mail and status, and has groups on request', async () => {
  const all = await request(sandbox, 'GET /organizations/users')
  expect(all.json.meta).toEqual({ page_number: 1, page_size: 250, total_pages: 1, total_results: 41 })
  expect(all.json.data.every(user => !('groups' in user))).toBe(true)
  const found = await request(sandbox, 'GET /organizations/users?filter[email]=OWALS&include_groups=true')
  expect(found.json.data).toEqual([])
  const whitaker = await request(sandbox, 'GET /organizations/users?filter[email]=WHITA&include_groups=true')
  expect(whitaker.json.data).toMatchObject([{ email: 'dana.whitaker@harborline-voice.example' }])
  expect(whitaker.json.data[0]).toHaveProperty('groups')
  const disabled = await request(sandbox, 'GET /organizations/users?filter[user_status]=disabled&page[size]=1')
  expect(disabled.json.meta.total_results).toBe(sandbox.users().filter(user => user.user_status === 'disabled').length)
  expect((await request(sandbox, 'GET /organizations/users?filter[user_status]=gone')).status).toBe(400)
})

it('a removed user is gone, also the owner', async () => {
  const [owner, other] = sandbox.users()
  for (const user of [other, owner]) {
    const removed = await request(sandbox, `POST /organizations/users/${user?.id}/actions/remove`)
    expect(removed.json.data).toMatchObject({ id: user?.id, email: user?.email })
    expect((await request(sandbox, `GET /organizations/users/${user?.id}`)).status).toBe(404)
  }
  expect(sandbox.users()).toHaveLength(39)
})

it('the groups report is available as JSON, and as CSV with quoted lists', async () => {
  const json = await request(sandbox, 'GET /organizations/users/users_groups_report')
  expect(json.json.data).toEqual(sandbox.users())
  const csv = await request(sandbox, 'GET /organizations/users/users_groups_report', {
    headers: { accept: 'text/csv' },
  })
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const [header, ...rows] = csv.text.trimEnd().split('\n')
  expect(header).toBe('id,email,user_status,created_at,last_sign_in_at,groups')
  expect(rows).toHaveLength(41)
  const many = sandbox.users().findIndex(user => user.groups.length > 1)
  const user = sandbox.users()[many]
  expect(rows[many]).toBe(
    [user?.id, user?.email, user?.user_status, user?.created_at, user?.last_sign_in_at ?? ''].join(',') +
      `,"${user?.groups.map(group => group.name).join(', ')}"`,
  )
})
