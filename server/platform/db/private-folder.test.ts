import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { keepPrivate, OpenFolderError } from './private-folder'

const root = mkdtempSync(path.join(os.tmpdir(), 'private-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const modeOf = (folder: string) => statSync(folder).mode & 0o777

it('makes a folder that only this user may enter', () => {
  keepPrivate(path.join(root, 'new', 'deeper'), { mend: false })
  expect(modeOf(path.join(root, 'new', 'deeper'))).toBe(0o700)
})

it.each([0o755, 0o750, 0o701])('refuses one that others may enter (%o) and names the command, or mends it', mode => {
  const folder = path.join(root, mode.toString(8))
  mkdirSync(folder)
  chmodSync(folder, mode)
  expect(() => keepPrivate(folder, { mend: false })).toThrow(OpenFolderError)
  expect(() => keepPrivate(folder, { mend: false })).toThrow(`chmod 700 '${folder}'`)
  keepPrivate(folder, { mend: true })
  expect(modeOf(folder)).toBe(0o700)
})

it.each([true, false])(
  'never takes or closes a folder that is shared on purpose, such as the temporary one (mend: %s)',
  mend => {
    const folder = path.join(root, `shared-${mend}`)
    mkdirSync(folder)
    chmodSync(folder, 0o1777)
    expect(() => keepPrivate(folder, { mend })).toThrow(/is shared by all users.*DATA_DIR/)
    expect(modeOf(folder)).toBe(0o777)
  },
)
