import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { leaveTab, openTab } from '@/app/tab-session'
import { emptyDraft, keptText } from '../accounts/bulk/draft'
import { bindDraft, dropDraft, keepDraft, readDraft, releaseDraft } from './draft'

const form = 'disable:a1'
let close: () => void

const signInAs = (id: string) => {
  close = openTab({ id, expiresAt: null }, () => {})
}
beforeEach(() => signInAs('sam'))
afterEach(() => {
  close()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

it('is kept for its form until the form is sent', () => {
  keepDraft(form, { note: 'Invoice 4711', ticket: '' })
  expect(readDraft(form)).toEqual({ note: 'Invoice 4711' })
  expect(readDraft('disable:a2')).toEqual({})
  dropDraft(form)
  expect(readDraft(form)).toEqual({})
})

it('survives a reload, and is cleared when another operator signs in', () => {
  keepDraft(form, { note: 'Invoice 4711' })
  close()
  signInAs('sam')
  expect(readDraft(form)).toEqual({ note: 'Invoice 4711' })
  close()
  signInAs('mia')
  expect(readDraft(form)).toEqual({})
  expect(sessionStorage).toHaveLength(0)
})

it('is not offered while its command is in progress, but again after the command is undone or fails', () => {
  keepDraft(form, { note: 'Invoice 4711' })
  bindDraft(form, 'c1')
  expect(readDraft(form)).toEqual({})
  releaseDraft('c2')
  expect(readDraft(form)).toEqual({})
  releaseDraft('c1')
  expect(readDraft(form)).toEqual({ note: 'Invoice 4711' })
})

it('holds no text of other fields, such as a password or a code', () => {
  const typed = { note: 'Invoice 4711', password: 'typed, not kept', code: '123456', confirmation: 'Acme' }
  keepDraft(form, typed)
  expect(readDraft(form)).toEqual({ note: 'Invoice 4711' })
})

it('holds the message to the approver of a bulk change, and for how many accounts it was typed', () => {
  keepDraft('bulk:accounts.disable', keptText({ ...emptyDraft, why: 'Court order' }, 3))
  expect(readDraft('bulk:accounts.disable')).toEqual({ why: 'Court order', accounts: '3' })
})

it('is removed when the fields are emptied', () => {
  keepDraft(form, { note: 'Invoice 4711' })
  keepDraft(form, { note: '' })
  expect(sessionStorage).toHaveLength(0)
})

it('is cleared when the operator signs out; other session storage of the tab is kept', () => {
  sessionStorage.setItem('accounts.changed-look', '{}')
  keepDraft(form, { note: 'Invoice 4711' })
  vi.stubGlobal('location', { ...window.location, assign: () => {} })
  leaveTab('/sign-in')
  // `leaveTab` cannot be undone, and test files share modules: the next files get new copies.
  vi.resetModules()
  expect(Object.keys(sessionStorage)).toEqual(['accounts.changed-look'])
})
