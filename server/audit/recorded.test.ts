import { expect, it } from 'vitest'
import { auditActions, isAuditAction, loadAuditSearch, unrecordedCommands } from '@/lib/audit'
import { readSource, sourcesUnder, withoutComments } from '@/server/testing/sources'

// The record is searched by these actions: one that is never written would find nothing for ever.

const recording = sourcesUnder('server')
  .filter(file => !file.startsWith('server/testing/') && !file.endsWith('.test.ts'))
  .map(file => withoutComments(readSource(file)))
  .filter(source => /\b(recordEvents?|recordIntent|runRemote|beginExport)\(/.test(source))

it.each(Object.keys(auditActions))('%s is written by a source that records', action => {
  expect(recording.filter(source => source.includes(`action: '${action}'`))).not.toEqual([])
})

it.each(Object.keys(unrecordedCommands))('%s is neither written nor searched for', action => {
  expect(isAuditAction(action)).toBe(false)
  const besideCommands = recording.map(source => source.replace(/defineCommand\(\{\s*action: '[\w.]+'/g, ''))
  expect(besideCommands.filter(source => source.includes(`action: '${action}'`))).toEqual([])
  expect(loadAuditSearch({ action }).action).toEqual([])
})
