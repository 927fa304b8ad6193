import { makeBusiness } from './business-names'
import { type Random, seededRandom } from './random'
import type { AccountStatus, Manager, SandboxAccount, SandboxBalance, SandboxUser, SavedState } from './types'

/** Channels an account is given when it is created, as far as the pool has room. */
export const defaultChannelLimit = 10

/** The fleet's history ends here, so that a seed gives the same instants on every day. */
const lastDay = Date.UTC(2026, 10, 20, 18)
const day = 24 * 60 * 60 * 1000

/** The same seed and size give the same manager, accounts (oldest first) and users, to the last character. */
export function makeFleet(options: { seed: number; accounts: number; cap: number; channels?: number }): SavedState {
  const random = seededRandom(options.seed)
  const manager = makeManager(random)
  const emails = new Set<string>()
  const createdAt = Array.from({ length: options.accounts }, () => lastDay - random.int(0, 4 * 365 * day)).sort(
    (a, b) => a - b,
  )
  const statuses = makeStatuses(random, options.accounts)
  const accounts = createdAt.map((at, index) => makeAccount(random, manager, emails, at, statuses[index] ?? 'enabled'))
  const allocated = accounts.reduce((sum, account) => sum + account.channel_limit, 0)
  // About a fifth of the pool is free, rounded as a contract would name it.
  const channels = options.channels ?? Math.max(200, Math.ceil((allocated * 1.25) / 100) * 100)
  return { manager, accounts, users: makeUsers(random, manager), cap: options.cap, channels }
}

function makeManager(random: Random): Manager {
  return {
    id: random.uuid(),
    email: 'carrier.desk@harborline-voice.example',
    organization_name: 'Harborline Voice',
    balance: { balance: '18420.55', credit_limit: '5000.00', currency: 'USD' },
  }
}

/** Exact shares instead of chances, so that a fleet of ten already has some of each. */
function makeStatuses(random: Random, accounts: number): AccountStatus[] {
  const round = accounts < 10 ? Math.round : Math.ceil
  const share = (status: AccountStatus, part: number) => Array<AccountStatus>(round(accounts * part)).fill(status)
  const rare = [...share('disabled', 0.08), ...share('cancelled', 0.04), ...share('blocked', 0.02)].slice(0, accounts)
  const statuses = [...rare, ...Array<AccountStatus>(accounts - rare.length).fill('enabled')]
  for (let last = statuses.length - 1; last > 0; last--) {
    const other = random.int(0, last)
    const moved = statuses[last] ?? 'enabled'
    statuses[last] = statuses[other] ?? 'enabled'
    statuses[other] = moved
  }
  return statuses
}

function makeAccount(
  random: Random,
  manager: Manager,
  emails: Set<string>,
  created: number,
  status: AccountStatus,
): SandboxAccount {
  const business = makeBusiness(random)
  return {
    id: random.uuid(),
    email: makeEmail(random, business.domain, emails),
    organization_name: business.name,
    api_user: manager.email,
    api_key: `KEY0${random.hex(31).toUpperCase()}_${random.token(22)}`,
    api_token: random.token(22),
    manager_account_id: manager.id,
    created_at: new Date(created).toISOString(),
    updated_at: new Date(random.int(created, lastDay)).toISOString(),
    managed_account_allow_custom_pricing: random.chance(0.3),
    rollup_billing: random.chance(1 / 3),
    balance: makeBalance(random, business.currency),
    status,
    channel_limit: status === 'cancelled' ? 0 : makeChannelLimit(random),
    connections_enabled: status === 'enabled',
  }
}

const mailboxes = 'office info billing it telecom accounts hello ops admin voice service'.split(' ')
const firstNames = 'maria jan aisha tom yuki elena sean noor pavel ines li dmytro ana'.split(' ')
const lastNames = 'silva kowalski haddad byrne tanaka novak cohen petrov garcia wang berg'.split(' ')

function makeEmail(random: Random, domain: string, taken: Set<string>): string {
  const mailbox = random.chance(0.6)
    ? random.pick(mailboxes)
    : `${random.pick(firstNames)}.${random.pick(lastNames)}${random.chance(0.1) ? '+telnyx' : ''}`
  let email = `${mailbox}@${domain}`
  // A second business of that name has a number in its domain, because the first domain is taken.
  while (taken.has(email)) email = `${mailbox}@${domain.replace('.example', `${random.int(2, 99_999)}.example`)}`
  taken.add(email)
  return email
}

function makeBalance(random: Random, currency: string): SandboxBalance {
  const cents = random.weighted([
    [random.int(2_000, 250_000), 70],
    [random.int(250_000, 9_000_000), 10],
    [random.int(0, 1_000), 12],
    [-random.int(1, 60_000), 6],
    [0, 2],
  ])
  const credit = random.weighted([
    [0, 70],
    [random.int(1, 20) * 5_000, 28],
    [500_000, 2],
  ])
  return { balance: decimal(cents), credit_limit: decimal(credit), currency }
}

function decimal(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

function makeChannelLimit(random: Random): number {
  return random.weighted([
    [defaultChannelLimit, 70],
    [random.int(1, 9), 10],
    [random.int(11, 60), 12],
    [random.int(2, 10) * 50, 3],
    [0, 5],
  ])
}

/** `@on-call` and the comma in the last name test a CSV writer. */
const groupNames = ['Network Operations', 'Support EMEA', 'Support Américas', 'Finance', '@on-call', 'Porting, E911']

// biome-ignore format: a list of people reads better in lines
const people = ['dana.whitaker', 'luis.ortega', 'priya.raman', 'oleksandr.bondar', 'mei.lin', 'hannah.schulz', 'tariq.aziz', 'sofia.rossi', 'kwame.mensah', 'ingrid.nilsen',
  'jean-luc.moreau', 'noa.levi', 'haruka.ito', 'beatriz.souza', 'peter.van.dijk', 'zeynep.kaya', 'grace.okoro', 'mateusz.zielinski', 'emma.clarke', 'ravi.deshpande',
  'eleni.pappa', 'jonas.becker', 'chloe.tremblay', 'ahmed.farouk', 'lucia.fernandez', 'viktor.horvat', 'amara.diallo', 'simon.keller', 'yara.nasser', 'thomas.oconnor',
  'minh.tran', 'katarina.novak', 'diego.castillo', 'fatima.zahra', 'bruno.alves', 'sara.lindgren', 'ivan.kolev', 'olga.melnyk', 'nina.haas', 'omar.rahman']

function makeUsers(random: Random, manager: Manager): SandboxUser[] {
  const groups = groupNames.map(name => ({ id: random.uuid(), name }))
  const start = lastDay - 4 * 365 * day
  const owner: SandboxUser = {
    id: manager.id,
    record_type: 'organization_owner',
    email: manager.email,
    user_status: 'enabled',
    organization_user_bypasses_sso: true,
    created_at: new Date(start).toISOString(),
    last_sign_in_at: new Date(lastDay - day).toISOString(),
    groups: groups.slice(0, 1),
  }
  const others = people.map((name, index): SandboxUser => {
    const created = start + (index + 1) * 34 * day + random.int(0, day)
    return {
      // Telnyx promises no more than a string; accounts from its early days have numbers.
      id: index < 4 ? String(random.int(100_000, 999_999)) : random.uuid(),
      record_type: 'organization_sub_user',
      email: `${name}@harborline-voice.example`,
      user_status: random.weighted([
        ['enabled', 85],
        ['disabled', 10],
        ['blocked', 5],
      ]),
      organization_user_bypasses_sso: random.chance(0.15),
      created_at: new Date(created).toISOString(),
      last_sign_in_at: random.chance(0.18) ? null : new Date(random.int(created, lastDay)).toISOString(),
      groups: groups.filter(() => random.chance(0.25)),
    }
  })
  return [owner, ...others]
}
