import { and, desc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadAuditSearch } from '@/lib/audit'
import { AppError, type Problem } from '@/lib/errors'
import type { OrganizationUser } from '@/lib/managed-account'
import { listAudit } from '@/server/audit/list'
import { execute, Pending } from '@/server/commands/define'
import { remoteCallsEnded } from '@/server/commands/remote'
import { settleDue } from '@/server/commands/settle'
import type { Ctx, OperatorActor } from '@/server/context'
import { commands, rosterChanges, snapshots } from '@/server/platform/db/schema'
import type { SandboxUser } from '@/server/sandbox/server'
import { type TestConsole, testConsole } from '@/server/testing/context'
import { setPreference } from '@/server/views/preferences'
import { listChanges } from './changes'
import { removeUser } from './commands'
import { getRoster, getUser, rosterKey, rosterScreen } from './roster'

let console_: TestConsole
let manager: Ctx<OperatorActor>

beforeAll(async () => {
  console_ = await testConsole({ sandbox: { rateLimit: { limit: 1_000, windowSeconds: 1 } } })
  manager = await console_.as('manager')
})
afterAll(() => console_.close())
beforeEach(() => {
  // Every test starts with a roster that must be read again.
  console_.clock.forward(60)
})
afterEach(async () => {
  console_.sandbox.clearFaults()
  await remoteCallsEnded()
  expect(console_.sandbox.violations()).toEqual([])
})

/** A user who still exists and is not the owner. */
function someone(): SandboxUser {
  const user = console_.sandbox.users().find(one => one.record_type === 'organization_sub_user')
  if (!user) throw new Error('nobody is left')
  return user
}

function owner(): SandboxUser {
  const user = console_.sandbox.users().find(one => one.record_type === 'organization_owner')
  if (!user) throw new Error('no owner')
  return user
}

const isThere = (id: string) => console_.sandbox.users().some(user => user.id === id)

const inputFor = (user: SandboxUser) => ({ userId: user.id, confirmation: user.email, reason: 'Left the company' })

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    thrown => thrown,
  )
  if (!(error instanceof AppError)) throw new Error(`expected a refusal, got ${String(error)}`)
  return error.problem
}

const removals = () => console_.sandbox.calls().filter(call => call.path.endsWith('/actions/remove'))

async function lastEntry() {
  const page = await listAudit(manager, { ...loadAuditSearch({}), action: ['organization_user.remove'], outcome: [] })
  return page.rows[0]
}

async function lastCommand(userId: string) {
  const [row] = await console_.services.db
    .select()
    .from(commands)
    .where(and(eq(commands.targetKind, 'organization_user'), eq(commands.targetId, userId)))
    .orderBy(desc(commands.sentAt))
  return row
}

describe('the roster', () => {
  it('shows every user that Telnyx lists, with every fact', async () => {
    const roster = await getRoster(manager)
    const truth = console_.sandbox.users()
    expect(roster.problem).toBeNull()
    expect(roster.users.map(user => user.id).sort()).toEqual(truth.map(user => user.id).sort())
    const user = someone()
    expect(roster.users.find(one => one.id === user.id)).toEqual({
      id: user.id,
      email: user.email,
      isOwner: false,
      status: user.user_status,
      bypassesSso: user.organization_user_bypasses_sso,
      createdAt: user.created_at,
      lastSignInAt: user.last_sign_in_at,
      groups: user.groups,
      isSelf: false,
      pending: null,
    })
    expect(roster.users.filter(one => one.isOwner).map(one => one.id)).toEqual([owner().id])
  })

  it('is read from Telnyx at most every 15 seconds, however many people ask', async () => {
    console_.sandbox.clearCalls()
    await Promise.all([getRoster(manager), getRoster(manager), getRoster(await console_.as('finance'))])
    console_.clock.forward(14)
    await getRoster(manager)
    expect(console_.sandbox.calls()).toHaveLength(1)
    console_.clock.forward(2)
    await getRoster(manager)
    expect(console_.sandbox.calls()).toHaveLength(2)
  })

  it('keeps the last users when Telnyx does not answer, and gives the reason', async () => {
    const before = await getRoster(manager)
    console_.clock.forward(60)
    console_.sandbox.setFaults([{ path: '/organizations/users', times: 'always', effect: { status: 500 } }])
    const during = await getRoster(manager)
    expect(during.users).toEqual(before.users)
    expect(during.observedAt).toBe(before.observedAt)
    expect(during.problem?.message).toContain('Telnyx')
    console_.sandbox.clearFaults()
    console_.clock.forward(6)
    const after = await getRoster(manager)
    expect(after.problem).toBeNull()
    expect(after.observedAt > before.observedAt).toBe(true)
  })

  it('never shows an empty list for a failure', async () => {
    await console_.services.db.delete(snapshots).where(eq(snapshots.key, rosterKey))
    console_.sandbox.setFaults([{ path: '/organizations/users', times: 'always', effect: { status: 500 } }])
    const problem = await problemOf(getRoster(manager))
    expect(problem.code).toBe('upstream')
    console_.clock.forward(6)
  })

  it('keeps the last users when Telnyx lists none, which cannot be right', async () => {
    const before = await getRoster(manager)
    console_.clock.forward(60)
    const { organization } = manager.telnyx
    const listUsers: typeof organization.listUsers = async (...asked) => {
      const { page, ...answer } = await organization.listUsers(...asked)
      return { ...answer, rows: [], page: page && { ...page, totalResults: 0, totalPages: 1 } }
    }
    const telnyx = { ...manager.telnyx, organization: { ...organization, listUsers } }
    const during = await getRoster({ ...manager, telnyx })
    expect(during.users).toEqual(before.users)
    expect(during.problem?.message).toBe('Telnyx’s list of users is empty.')
    console_.clock.forward(6)
  })

  it('does not wait for a silent Telnyx when it has a roster', async () => {
    await getRoster(manager)
    console_.clock.forward(60)
    console_.sandbox.setFaults([{ path: '/organizations/users', times: 'always', effect: { latencyMs: 4_000 } }])
    const during = await getRoster(manager)
    expect(during.problem?.message).toContain('taking a long time')
    expect(during.users).toHaveLength(console_.sandbox.users().length)
    // The next visitor gets the result of the read that is still running.
    const next = await getRoster(manager)
    expect(next.problem).toBeNull()
  })

  it('marks the operator’s own user', async () => {
    const user = someone()
    const asThemselves = { ...manager, actor: { ...manager.actor, email: user.email.toUpperCase() } }
    const roster = await getRoster(asThemselves)
    expect(roster.users.filter(one => one.isSelf).map(one => one.id)).toEqual([user.id])
  })
})

describe('changes of the roster', () => {
  type Stored = { users: OrganizationUser[]; unreadable: number; partial?: object }

  /** Rewrites the list that was read last, as if Telnyx had reported it so. */
  async function lastList(change: (stored: Stored) => Partial<Stored>): Promise<void> {
    const { db } = console_.services
    const [row] = await db.select().from(snapshots).where(eq(snapshots.key, rosterKey))
    const stored = row?.value as Stored
    const value = { ...stored, ...change(stored) }
    await db.update(snapshots).set({ value }).where(eq(snapshots.key, rosterKey))
  }

  async function noticed() {
    const { changes } = await listChanges(manager)
    await console_.services.db.delete(rosterChanges)
    return changes
  }
  const read = async () => {
    console_.clock.forward(60)
    return rosterScreen(manager)
  }
  const look = (at: string, ctx = manager) => execute(setPreference, ctx, { key: 'organization.look', value: { at } })

  beforeEach(async () => {
    await read()
    await noticed()
  })

  it('are kept with before and after, and when each list was read', async () => {
    const [one, two, three, four] = console_.sandbox
      .users()
      .filter(user => user.record_type === 'organization_sub_user')
    if (!one || !two || !three || !four) throw new Error('the sandbox has too few users')
    const previousAt = console_.clock.now.toISOString()
    const gone = 'somebody-who-left'
    await lastList(({ users }) => ({
      users: users.flatMap((user): OrganizationUser[] => {
        if (user.id === one.id) return [{ ...user, id: gone, email: 'gone@example.test', status: 'enabled' }]
        if (user.id === two.id)
          return [{ ...user, email: 'former@example.test', isOwner: true, bypassesSso: !user.bypassesSso }]
        if (user.id === three.id) return [{ ...user, status: 'blocked', groups: [{ id: 'g', name: 'Former' }] }]
        // The same groups under other names, in another order; and what was not reported before.
        if (user.id === four.id)
          return [
            {
              ...user,
              groups: user.groups?.map(group => ({ ...group, name: 'Renamed' })).reverse() ?? null,
              status: null,
            },
          ]
        return [user]
      }),
    }))
    const roster = await read()
    const found = (await noticed()).map(({ id: _, ...change }) => change)
    const at = { previousAt, noticedAt: roster.observedAt }
    const about = (user: SandboxUser, field: string, before: unknown, after: unknown) => ({
      userId: user.id,
      email: user.email,
      field,
      before,
      after,
      ...at,
    })
    const expected = [
      { userId: gone, email: 'gone@example.test', field: 'left', before: 'enabled', after: null, ...at },
      about(one, 'joined', null, one.user_status),
      about(two, 'email', 'former@example.test', two.email),
      about(two, 'owner', true, false),
      about(two, 'sso', !two.organization_user_bypasses_sso, two.organization_user_bypasses_sso),
      about(three, 'status', 'blocked', three.user_status),
      about(three, 'groups', ['Former'], three.groups.map(group => group.name).sort()),
    ]
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
    await read()
    expect(await noticed()).toEqual([])
  })

  it('are not noted for a first, unreadable or incomplete list', async () => {
    const { db } = console_.services
    await db.delete(snapshots).where(eq(snapshots.key, rosterKey))
    await read()
    await db
      .update(snapshots)
      .set({ value: { nonsense: true } })
      .where(eq(snapshots.key, rosterKey))
    await read()
    // As a former release left it: some entries could not be read, and there is nothing else to compare with.
    await lastList(({ users }) => ({ users: users.slice(2), unreadable: 2 }))
    await read()
    expect(await noticed()).toEqual([])
  })

  it('after an incomplete list are those since the last complete one', async () => {
    const [one] = console_.sandbox.users()
    await lastList(({ users }) => ({
      users: users.map(user => (user.id === one?.id ? { ...user, status: 'blocked' } : user)),
    }))
    const { organization } = manager.telnyx
    const incomplete = (oddRows: number): Ctx<OperatorActor> => ({
      ...manager,
      telnyx: {
        ...manager.telnyx,
        organization: {
          ...organization,
          listUsers: async (...asked) => {
            const answer = await organization.listUsers(...asked)
            return { ...answer, rows: answer.rows.slice(1), oddRows }
          },
        },
      },
    })
    // An entry that cannot be read, and a list that changed between two pages.
    for (const oddRows of [1, 0]) {
      console_.clock.forward(60)
      expect(await rosterScreen(incomplete(oddRows))).toMatchObject({ unreadable: oddRows, complete: false })
      expect(await noticed()).toEqual([])
    }
    await read()
    expect(await noticed()).toMatchObject([
      { userId: one?.id, field: 'status', before: 'blocked', after: one?.user_status },
    ])
  })

  it('are new to an operator since they last looked, and never at their first look', async () => {
    const other = await console_.as('support')
    const lastUser = console_.sandbox.users().at(-1)
    expect((await rosterScreen(other)).news).toEqual({ since: null, count: 0 })
    const before = await read()
    await look(before.observedAt)
    await lastList(({ users }) => ({ users: users.filter(user => user.id !== lastUser?.id) }))
    const after = await read()
    expect(after.news).toEqual({ since: before.observedAt, count: 1 })
    await look(after.observedAt, other)
    expect((await rosterScreen(other)).news.count).toBe(0)
    expect((await rosterScreen(manager)).news.count).toBe(1)
    await look(after.observedAt)
    expect((await read()).news).toEqual({ since: after.observedAt, count: 0 })
  })

  it('are noted once by two processes that read at the same time', async () => {
    await lastList(({ users }) => ({ users: users.slice(1) }))
    console_.clock.forward(60)
    const other = { ...manager, db: (await console_.database.another()).db }
    await Promise.all([getRoster(manager), getRoster(other)])
    expect((await noticed()).map(change => change.field)).toEqual(['joined'])
  })

  it('include a user removed here once, although Telnyx still lists them for a while', async () => {
    const user = someone()
    await execute(removeUser, manager, inputFor(user))
    console_.clock.forward(16)
    await rosterScreen(manager)
    await read()
    expect((await noticed()).map(change => [change.userId, change.field])).toEqual([[user.id, 'left']])
  })
})

describe('one user', () => {
  it('is read from Telnyx with groups', async () => {
    const user = someone()
    const detail = await getUser(manager, user.id)
    expect(detail.user.groups).toEqual(user.groups)
  })

  it('is not found for an unknown id, and an invalid id is never sent', async () => {
    expect((await problemOf(getUser(manager, 'nobody-here'))).code).toBe('not_found')
    console_.sandbox.clearCalls()
    for (const id of ['../../managed_accounts', 'a/b', 'a?b', 'a#b', '%2e%2e', '..', ' ', 'a\u0000b', '\u202eabc']) {
      expect((await problemOf(getUser(manager, id))).code).toBe('invalid')
      expect(
        (await problemOf(execute(removeUser, manager, { userId: id, confirmation: id, reason: 'odd' }))).code,
      ).toBe('invalid')
    }
    expect(console_.sandbox.calls()).toEqual([])
  })
})

describe('removing a user', () => {
  it('removes the user at Telnyx, records it with the reason, and updates the roster at once', async () => {
    const user = someone()
    await getRoster(manager)
    const result = await execute(removeUser, manager, {
      ...inputFor(user),
      confirmation: ` ${user.email.toUpperCase()} `,
    })
    expect(result).toEqual({ removed: true })
    expect(isThere(user.id)).toBe(false)
    const roster = await getRoster(manager)
    expect(roster.users.some(one => one.id === user.id)).toBe(false)
    const entry = await lastEntry()
    expect(entry).toMatchObject({
      targetKind: 'organization_user',
      targetId: user.id,
      targetLabel: user.email,
      reason: 'Left the company',
      outcome: 'succeeded',
      actorName: manager.actor.name,
      changes: { removed: [false, true] },
      detail: { email: user.email, groups: user.groups.map(group => group.name) },
    })
    expect(entry?.telnyxRequestId).toBeTruthy()
  })

  it('refuses the owner by Telnyx’s current answer, whatever is typed', async () => {
    console_.sandbox.clearCalls()
    const problem = await problemOf(execute(removeUser, manager, inputFor(owner())))
    expect(problem).toMatchObject({ code: 'conflict', message: expect.stringContaining('owner') })
    expect(removals()).toEqual([])
    expect(isThere(owner().id)).toBe(true)
  })

  it('refuses a confirmation that names another user, and a missing reason', async () => {
    const user = someone()
    const wrong = await problemOf(execute(removeUser, manager, { ...inputFor(user), confirmation: owner().email }))
    expect(wrong.fields?.confirmation).toContain(user.email)
    const silent = await problemOf(execute(removeUser, manager, { ...inputFor(user), reason: '  ' }))
    expect(silent.fields?.reason).toBeTruthy()
    expect(isThere(user.id)).toBe(true)
  })

  it.each(['support', 'finance'] as const)('refuses %s, and the refusal is recorded', async role => {
    const user = someone()
    const ctx = await console_.as(role)
    console_.sandbox.clearCalls()
    expect((await problemOf(execute(removeUser, ctx, inputFor(user)))).code).toBe('forbidden')
    expect(console_.sandbox.calls()).toEqual([])
    const own = await listAudit(ctx, { ...loadAuditSearch({}), action: [], outcome: ['denied'] })
    expect(own.rows.map(row => row.targetId)).toEqual(['organization_user.remove'])
  })

  it('sends nothing and reports it when the user cannot be read first', async () => {
    const user = someone()
    console_.sandbox.setFaults([{ path: `/organizations/users/${user.id}`, times: 'always', effect: { status: 503 } }])
    console_.sandbox.clearCalls()
    expect((await problemOf(execute(removeUser, manager, inputFor(user)))).code).toBe('upstream')
    expect(removals()).toEqual([])
  })

  it('reports a certain refusal in words', async () => {
    const user = someone()
    console_.sandbox.setFaults([
      { path: `/organizations/users/${user.id}/actions/remove`, effect: { status: 403, code: '10010' } },
    ])
    expect((await problemOf(execute(removeUser, manager, inputFor(user)))).code).toBe('upstream')
    expect(await lastEntry()).toMatchObject({ targetId: user.id, outcome: 'failed' })
    expect((await getRoster(manager)).users.find(one => one.id === user.id)?.pending).toBeNull()
  })

  it('has an unknown outcome after a reset, shown in the row, and is settled as done by reading', async () => {
    const user = someone()
    console_.sandbox.clearCalls()
    console_.sandbox.setFaults([{ path: `/organizations/users/${user.id}/actions/remove`, effect: { reset: 'after' } }])
    await getRoster(manager)
    const result = await execute(removeUser, manager, inputFor(user))
    expect(result).toBeInstanceOf(Pending)
    const waiting = (await getRoster(manager)).users.find(one => one.id === user.id)
    expect(waiting?.pending).toMatchObject({ state: 'unknown', action: 'organization_user.remove' })
    expect((await lastEntry())?.outcome).toBe('unknown')
    console_.clock.forward(3)
    await settleDue(console_.services)
    expect(await lastEntry()).toMatchObject({ targetId: user.id, outcome: 'succeeded' })
    expect((await getRoster(manager)).users.some(one => one.id === user.id)).toBe(false)
    expect(removals()).toHaveLength(1)
  })

  it('is settled as not done by reading, and never sent again automatically', async () => {
    const user = someone()
    console_.sandbox.clearCalls()
    console_.sandbox.setFaults([
      { path: `/organizations/users/${user.id}/actions/remove`, effect: { reset: 'before' } },
    ])
    expect(await execute(removeUser, manager, inputFor(user))).toBeInstanceOf(Pending)
    for (let look = 0; look < 8; look += 1) {
      console_.clock.forward(30)
      await settleDue(console_.services)
    }
    expect(await lastCommand(user.id)).toMatchObject({ state: 'failed' })
    expect((await lastEntry())?.problem?.message).toContain('not carried out')
    expect(isThere(user.id)).toBe(true)
    expect(removals()).toHaveLength(1)
  })

  it('answers while it waits for a silent Telnyx', async () => {
    const user = someone()
    console_.sandbox.setFaults([
      { path: `/organizations/users/${user.id}/actions/remove`, effect: { latencyMs: 3_500 } },
    ])
    expect(await execute(removeUser, manager, inputFor(user))).toBeInstanceOf(Pending)
    const waiting = (await getRoster(manager)).users.find(one => one.id === user.id)
    expect(waiting?.pending?.state).toBe('in_flight')
    await remoteCallsEnded()
    expect(await lastCommand(user.id)).toMatchObject({ state: 'succeeded', result: { removed: true } })
  })
})
