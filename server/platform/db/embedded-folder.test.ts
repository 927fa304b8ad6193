import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { prepareFolder } from './embedded-folder'
import { DatabaseOpenError } from './open-error'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'embedded-folder-'))
  folder = path.join(root, 'pglite')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const put = (...names: string[]) => {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(path.join(folder, name), '')
}

describe('the folder of an embedded database', () => {
  it('is created again when a start ended while creating the database, with the former content kept aside', () => {
    prepareFolder(folder)
    put('half')
    const opened = prepareFolder(folder)
    expect(readdirSync(folder)).toEqual([])
    put('PG_VERSION', 'whole')
    opened()
    const [, aside = ''] = readdirSync(root)
    expect(aside).toMatch(/^pglite\.unfinished-\d+$/)
    expect(readdirSync(path.join(root, aside))).toEqual(['half'])
    prepareFolder(folder)()
    expect(existsSync(path.join(folder, 'whole'))).toBe(true)
  })

  it('is refused when its version file is missing, and nothing in it is changed', () => {
    put('base')
    expect(() => prepareFolder(folder)).toThrow(DatabaseOpenError)
    expect(() => prepareFolder(folder)).toThrow(/PG_VERSION is missing.*Restore a copy/)
    expect(readdirSync(folder)).toEqual(['base'])
  })
})
