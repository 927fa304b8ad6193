import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keepPrivate, OpenFolderError } from './private-folder'

const root = mkdtempSync(path.join(os.tmpdir(), 'private-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const modeOf = (folder: string) => statSync(folder).mode & 0o777

it('a folder is created for this user only', () => {
  keepPrivate(path.join(root, 'new', 'deeper'), { mend: false })
  expect(modeOf(path.join(root, 'new', 'deeper'))).toBe(0o700)
})

it.each([0o755, 0o750, 0o701])('a folder open to others (%o) is refused with a command, or closed', mode => {
  const folder = path.join(root, mode.toString(8))
  mkdirSync(folder)
  chmodSync(folder, mode)
  expect(() => keepPrivate(folder, { mend: false })).toThrow(OpenFolderError)
  expect(() => keepPrivate(folder, { mend: false })).toThrow(`chmod 700 '${folder}'`)
  keepPrivate(folder, { mend: true })
  expect(modeOf(folder)).toBe(0o700)
})

it.each([true, false])(
  'a folder that is shared on purpose, such as the temporary one, is never used or closed (mend: %s)',
  mend => {
    const folder = path.join(root, `shared-${mend}`)
    mkdirSync(folder)
    chmodSync(folder, 0o1777)
    expect(() => keepPrivate(folder, { mend })).toThrow(/is shared by all users.*DATA_DIR/)
    expect(modeOf(folder)).toBe(0o777)
  },
)
