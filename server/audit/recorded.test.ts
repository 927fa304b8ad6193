import { readFileSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'
import { auditActions, isAuditAction, loadAuditSearch, unrecordedCommands } from '@/lib/audit'

// The audit can be searched by these actions: an action that is never written would never be found. Runs after all
// other test files, and reads what each one's audit held at its end.

const file = inject('recordedActions')

/**
 * Journeys cover these (e2e/security.spec.ts); exports and archives of the audit have their own tests, whose rows are not
 * collected here.
 */
const shownElsewhere = new Set([
  // Of former releases, which are only read: see the upgrade.
  'rollup.review',
  'rollup.undo',
  'audit.archive',
  'audit.export',
  'audit.remove_archived',
  'security.passkey_add',
  'security.passkey_remove',
  'security.recovery_codes',
  'session.confirm',
  'session.end',
])

describe.runIf(file)('in a run of all tests', () => {
  const rows = file ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
  const phases = new Map<string, Set<string>>()
  for (const row of rows) {
    const [action = '', phase = ''] = row.split(' ')
    phases.set(action, (phases.get(action) ?? new Set()).add(phase))
  }

  it.each(Object.keys(auditActions).filter(action => !shownElsewhere.has(action)))('%s was recorded', action => {
    expect([...phases.keys()]).toContain(action)
  })

  it('every recorded action can be searched for', () => {
    expect([...phases.keys()].filter(action => !isAuditAction(action))).toEqual([])
  })

  it('every intent has an outcome', () => {
    const begun = [...phases].filter(([, seen]) => seen.has('intent'))
    expect(begun.length).toBeGreaterThan(0)
    expect(begun.filter(([, seen]) => !seen.has('outcome')).map(([action]) => action)).toEqual([])
  })
})

it.each(Object.keys(unrecordedCommands))('%s is not searched for', action => {
  expect(isAuditAction(action)).toBe(false)
  expect(loadAuditSearch({ action }).action).toEqual([])
})
