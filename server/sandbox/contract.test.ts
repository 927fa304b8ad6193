import { describe, expect, it } from 'vitest'
import { type ContractCall, checkCall } from './contract'
import { startSandbox } from './server'
import { control, request } from './test-client'

const list: ContractCall = { method: 'GET', path: '/v2/managed_accounts', query: {} }
const create: ContractCall = {
  method: 'POST',
  path: '/v2/managed_accounts',
  query: {},
  body: { business_name: 'A' },
}
const json = { 'content-type': 'application/json; charset=utf-8' }
const answer = (status: number, body: unknown) => ({ status, headers: json, body: JSON.stringify(body) })

const item = {
  record_type: 'managed_account',
  id: '7e0f2b0e-1c2d-4e5f-8a9b-0c1d2e3f4a5b',
  email: 'a@b.example',
  api_user: 'm@b.example',
  manager_account_id: 'm',
  created_at: '2026-01-02T03:04:05.678Z',
  updated_at: '2026-01-02T03:04:05.678Z',
}
const user = {
  id: '1',
  record_type: 'organization_sub_user',
  email: 'a@b.example',
  user_status: 'enabled',
  created_at: '2026-01-02T03:04:05.678Z',
}
const meta = { page_number: 1, page_size: 20, total_pages: 1, total_results: 1 }

describe('what is within the contract', () => {
  it.each<[string, ContractCall]>([
    ['a list with parameters', { ...list, query: { 'page[size]': '250', include_cancelled_accounts: 'true' } }],
    ['a page', { ...list, response: answer(200, { data: [item], meta }) }],
    [
      'a user of the roster without groups',
      { method: 'GET', path: '/v2/organizations/users', query: {}, response: answer(200, { data: [user], meta }) },
    ],
    ['an empty 401', { ...list, response: { status: 401, headers: {}, body: '' } }],
    ['a 429', { ...list, response: answer(429, { errors: [{ code: '10011', title: 'Too many requests' }] }) }],
    ['a 502 with a foreign body', { ...list, response: { status: 502, headers: {}, body: '<html>' } }],
    ['a full create', { ...create, body: { business_name: 'A', email: 'a@b.example', rollup_billing: true } }],
    ['a disable without a body', { method: 'POST', path: '/v2/managed_accounts/x/actions/disable', query: {} }],
  ])('%s', (_name, call) => {
    expect(checkCall(call)).toEqual([])
  })
})

describe('what breaks the contract', () => {
  it.each<[string, ContractCall, RegExp]>([
    ['a path nobody agreed on', { ...list, path: '/v2/managed_accounts/x/delete' }, /no operation/],
    ['an additional parameter', { ...list, query: { 'page[size]': '20', search: 'x' } }, /search/],
    ['a page too large', { ...list, query: { 'page[size]': '251' } }, /page\[size\].*250/],
    ['a short search', { ...list, query: { 'filter[email][contains]': 'ab' } }, /3 characters/],
    ['an unknown status', { ...list, query: { 'filter[status][eq]': 'paused' } }, /status/],
    ['an additional field', { ...create, body: { business_name: 'A', idempotency_key: 'x' } }, /idempotency_key/],
    ['a missing field', { ...create, body: {} }, /business_name/],
    ['a missing body', { method: 'POST', path: '/v2/managed_accounts', query: {} }, /missing/],
    [
      'a reason sent to disable',
      { method: 'POST', path: '/v2/managed_accounts/x/actions/disable', query: {}, body: { reason: 'x' } },
      /takes none/,
    ],
    [
      'a status in a listed account',
      { ...list, response: answer(200, { data: [{ ...item, status: 'x' }], meta }) },
      /status/,
    ],
    [
      'a user of the groups report without groups',
      {
        method: 'GET',
        path: '/v2/organizations/users/users_groups_report',
        query: {},
        response: answer(200, { data: [user] }),
      },
      /required property 'groups'/,
    ],
    ['a page without meta', { ...list, response: answer(200, { data: [] }) }, /meta/],
    ['an answer 201', { ...create, response: answer(201, {}) }, /201/],
    [
      'a code that is a number',
      { ...create, response: answer(422, { errors: [{ code: 10012, title: 'x' }] }) },
      /code/,
    ],
    ['a refusal of a good request', { ...list, response: answer(400, { errors: [] }) }, /400/],
    [
      'HTML',
      { ...list, response: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' } },
      /text\/html/,
    ],
    ['half an answer', { ...list, response: { status: 200, headers: json, body: '{"data":[' } }, /200/],
  ])('%s', (_name, call, words) => {
    expect(checkCall(call).join('\n')).toMatch(words)
  })
})

it('the sandbox keeps the contract in every call, except for answers of faults', async () => {
  const sandbox = await startSandbox({ accounts: 3, checkContract: true })
  sandbox.setFaults([{ path: '/managed_accounts', effect: { status: 418 } }])
  await request(sandbox, 'GET /managed_accounts')
  expect(sandbox.violations()).toEqual([])
  await request(sandbox, 'GET /managed_accounts?color=blue')
  const { json: answered } = await control(sandbox, 'GET /violations')
  expect(answered.violations).toMatchObject([{ method: 'GET', path: '/v2/managed_accounts', status: 200 }])
  expect(answered.violations[0].problems.join()).toContain('color')
  expect(sandbox.calls().flatMap(checkCall)).toEqual(answered.violations[0].problems)
  sandbox.clearCalls()
  expect(sandbox.violations()).toEqual([])
  await sandbox.close()
})
