import { expect, it } from 'vitest'
import type { AuditEntry } from '@/lib/audit'
import { groupActivity } from './activity-groups'

const entry = (id: number, more: Partial<AuditEntry> = {}) =>
  ({
    id,
    action: 'account.disable',
    actorId: 'ana',
    actorName: 'Ana',
    actorKind: 'operator',
    targetKind: 'account',
    outcome: 'succeeded',
    ...more,
  }) as AuditEntry

const sizes = (entries: AuditEntry[]) => groupActivity(entries).map(({ entries: of }) => of.length)

it('groups consecutive entries by operator, action and outcome', () => {
  expect(sizes([])).toEqual([])
  expect(sizes([entry(5), entry(4), entry(3)])).toEqual([3])
  expect(sizes([entry(5), entry(4, { action: 'account.note' }), entry(3)])).toEqual([1, 1, 1])
  expect(sizes([entry(5), entry(4, { actorId: 'sam' }), entry(3, { actorId: 'sam' })])).toEqual([1, 2])
  // What failed, or is still in progress, is never counted among what was done.
  expect(sizes([entry(5, { outcome: null }), entry(4, { outcome: 'failed' }), entry(3)])).toEqual([1, 1, 1])
})

it('counts the changed things, not the changes', () => {
  const [group] = groupActivity([entry(3, { targetId: 'a' }), entry(2, { targetId: 'b' }), entry(1, { targetId: 'a' })])
  expect(group).toMatchObject({ targets: 2, entries: { length: 3 } })
})

it('keeps the newest first, and every entry', () => {
  const [group] = groupActivity([entry(9), entry(8), entry(7)])
  expect(group?.newest.id).toBe(9)
  expect(group?.entries.map(one => one.id)).toEqual([9, 8, 7])
})
