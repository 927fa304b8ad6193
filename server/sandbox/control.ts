import type { CallLog } from './call-log'
import { type Faults, parseFaults } from './faults'
import { isRecord, withoutPasswords } from './json'
import { parseNewAccount, parsePatch } from './patch'
import type { State } from './state'
import { defaultVariants, type SandboxAccount, type Variants } from './types'

/**
 * The control plane, for tests and demos; nothing of it exists at Telnyx.
 *
 *   GET    /__sandbox                 what this sandbox is: counts, pool, cap, variants
 *   POST   /__sandbox/faults          {"faults":[…]} adds · GET shows what is left · DELETE takes all away
 *   POST   /__sandbox/variants        any part of the variants · GET shows · DELETE sets the defaults
 *   GET    /__sandbox/calls           {"calls":[…]}, ?full=1 with bodies, passwords taken out · DELETE empties
 *   GET    /__sandbox/violations      {"violations":[…]} of the contract · emptied with the calls
 *   GET    /__sandbox/accounts        {"accounts":[…]}, ?email= and ?status= narrow · POST adds one
 *   GET    /__sandbox/accounts/:id    the truth of one account · PATCH changes it as Telnyx's staff would · DELETE removes
 *   GET    /__sandbox/secrets         {"secrets":[…]} ever held or received, for tests that search for leaks
 */
export type Control = { state: State; faults: Faults; log: CallLog; secrets: () => string[] }

export type ControlRequest = { method: string; path: string; query: URLSearchParams; body: string }

export type ControlAnswer = { status: number; body: unknown }

export function answerControl(control: Control, request: ControlRequest): ControlAnswer {
  const [, , resource = '', id] = request.path.split('/')
  const handle = handlers[`${request.method} ${resource}${id === undefined ? '' : '/:id'}`]
  if (!handle) return { status: 404, body: { error: `The sandbox has no ${request.method} ${request.path}.` } }
  try {
    return { status: 200, body: handle(control, request, id ?? '') }
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

const handlers: Record<string, (control: Control, request: ControlRequest, id: string) => unknown> = {
  'GET ': ({ state, faults }) => ({
    accounts: state.accounts().length,
    cap: state.cap,
    channels: state.channels,
    allocated: state.allocated,
    variants: state.variants,
    faults: faults.left(),
  }),
  'GET faults': ({ faults }) => ({ faults: faults.left() }),
  'POST faults': ({ faults }, { body }) => {
    faults.add(parseFaults(JSON.parse(body)))
    return { faults: faults.left() }
  },
  'DELETE faults': ({ faults }) => {
    faults.clear()
    return { faults: [] }
  },
  'GET variants': ({ state }) => state.variants,
  'POST variants': ({ state }, { body }) => {
    state.variants = { ...state.variants, ...parseVariants(JSON.parse(body)) }
    return state.variants
  },
  'DELETE variants': ({ state }) => {
    state.variants = { ...defaultVariants }
    return state.variants
  },
  'GET calls': ({ log }, { query }) => ({
    calls: log.calls().map(({ body, ...call }) => {
      return query.get('full') === '1' && body !== undefined
        ? { ...call, body: typeof body === 'object' ? withoutPasswords(body) : '[not an object]' }
        : call
    }),
  }),
  'DELETE calls': ({ log }) => {
    log.clear()
    return { calls: [] }
  },
  'GET violations': ({ log }) => ({ violations: log.violations() }),
  'GET accounts': ({ state }, { query }) => {
    const email = query.get('email')?.toLowerCase()
    const status = query.get('status')
    const wanted = state
      .accounts()
      .filter(account => (!email || account.email.toLowerCase() === email) && (!status || account.status === status))
    return { accounts: wanted.map(shown) }
  },
  'POST accounts': ({ state }, { body }) => shown(state.add(parseNewAccount(JSON.parse(body)))),
  'GET secrets': ({ secrets }) => ({ secrets: secrets() }),
  'GET accounts/:id': ({ state }, _request, id) => {
    const account = state.account(id)
    if (!account) throw new Error(`The sandbox has no account ${id}`)
    return shown(account)
  },
  'PATCH accounts/:id': ({ state }, { body }, id) => shown(state.change(id, parsePatch(JSON.parse(body)))),
  'DELETE accounts/:id': ({ state }, _request, id) => {
    state.remove(id)
    return {}
  },
}

function shown({ api_key: _key, api_token: _token, ...account }: SandboxAccount) {
  return account
}

const choices: Partial<Record<keyof Variants, readonly string[]>> = {
  duplicateEmail: ['422-10012', '422-10015', 'allowed'],
  secondDisable: ['200', '422'],
}

function parseVariants(body: unknown): Partial<Variants> {
  if (!isRecord(body)) throw new Error('Expected a JSON object.')
  for (const [name, value] of Object.entries(body)) {
    if (!isVariant(name)) throw new Error(`${name} is not a variant: ${Object.keys(defaultVariants).join(', ')}.`)
    const allowed = choices[name]
    if (allowed && !allowed.some(choice => choice === value))
      throw new Error(`${name} must be one of ${allowed.join(', ')}.`)
    if (!allowed && typeof value !== typeof defaultVariants[name])
      throw new Error(`${name} must be a ${typeof defaultVariants[name]}.`)
  }
  return body
}

function isVariant(name: string): name is keyof Variants {
  return Object.hasOwn(defaultVariants, name)
}
