import { isRecord } from './json'
import { type AccountPatch, accountStatuses, type NewAccount } from './types'

const isText = (value: unknown) => typeof value === 'string' && value !== ''
const isFlag = (value: unknown) => typeof value === 'boolean'
const isInstant = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value))
const isDecimal = (value: unknown) => typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)

const changeable: Record<keyof AccountPatch, (value: unknown) => boolean> = {
  email: isText,
  organization_name: isText,
  api_user: isText,
  api_key: isText,
  api_token: isText,
  updated_at: isInstant,
  managed_account_allow_custom_pricing: isFlag,
  rollup_billing: isFlag,
  balance: value =>
    isRecord(value) && isDecimal(value.balance) && isDecimal(value.credit_limit) && isText(value.currency),
  status: value => accountStatuses.some(status => status === value),
  channel_limit: value => Number.isSafeInteger(value) && Number(value) >= 0,
  connections_enabled: isFlag,
}

const settable: Record<keyof NewAccount, (value: unknown) => boolean> = {
  ...changeable,
  id: isText,
  created_at: isInstant,
  manager_account_id: isText,
}

/** Fields of an account that Telnyx's own staff could change. Throws an Error that names the first invalid field. */
export function parsePatch(body: unknown): AccountPatch {
  return parse(body, changeable)
}

export function parseNewAccount(body: unknown): NewAccount {
  return parse(body, settable)
}

function parse(body: unknown, fields: Record<string, (value: unknown) => boolean>): Record<string, unknown> {
  if (!isRecord(body)) throw new Error('Expected a JSON object.')
  for (const [name, value] of Object.entries(body)) {
    const isRight = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!isRight) throw new Error(`${name} is not a field that can be set.`)
    if (!isRight(value)) throw new Error(`${name} has a value that an account cannot have.`)
  }
  return body
}
