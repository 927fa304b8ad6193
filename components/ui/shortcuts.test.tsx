import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { registeredShortcuts, type Shortcut, useShortcutPrefix, useShortcuts } from './shortcuts'
import { switchSingleKeys } from './typing'

let root: Root
let ran: string[]

const shortcut = (id: string, ...keys: string[]): Shortcut => ({
  id,
  keys,
  label: id,
  scope: 'Anywhere',
  run: () => ran.push(id),
})

function Screen({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  useShortcuts(shortcuts)
  return <output>{useShortcutPrefix()}</output>
}

const show = (...shortcuts: Shortcut[]) => act(async () => root.render(<Screen shortcuts={shortcuts} />))
const press = (key: string, target: EventTarget = document.body, init: KeyboardEventInit = {}) =>
  act(async () => {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
  })
const waiting = () => document.querySelector('output')?.textContent

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  ran = []
  document.body.innerHTML = '<input><dialog></dialog><div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(async () => {
  await act(async () => root.unmount())
  switchSingleKeys(true)
})

describe('shortcuts', () => {
  it('work while their screen is open, and the help lists them', async () => {
    await show(shortcut('help', '?'), { ...shortcut('close', 'Esc'), run: undefined })
    expect(registeredShortcuts().map(({ id }) => id)).toEqual(['help', 'close'])
    await press('?')
    await show()
    await press('?')
    expect(registeredShortcuts()).toEqual([])
    expect(ran).toEqual(['help'])
  })

  it('are ignored in a field, in a dialog and with a modifier key', async () => {
    await show(shortcut('next', 'j'))
    await press('j', document.querySelector('input') as EventTarget)
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) await press('j', document.body, { [modifier]: true })
    document.querySelector('dialog')?.setAttribute('open', '')
    await press('j')
    expect(ran).toEqual([])
  })

  it('can be switched off', async () => {
    await show(shortcut('next', 'j'), shortcut('jobs', 'g j'))
    switchSingleKeys(false)
    for (const key of ['j', 'g', 'j']) await press(key)
    expect(ran).toEqual([])
    switchSingleKeys(true)
    await press('j')
    expect(ran).toEqual(['next'])
  })

  it('of two keys wait for the second key, which then triggers no other shortcut', async () => {
    await show(shortcut('jobs', 'g j'), shortcut('next', 'j'), shortcut('help', '?'))
    await press('g')
    expect(waiting()).toBe('g')
    await press('j')
    expect(ran).toEqual(['jobs'])
    expect(waiting()).toBe('')
    // The wrong second key ends the sequence and does nothing else; Shift alone is not a key.
    await press('g')
    await press('Shift')
    await press('?')
    expect(ran).toEqual(['jobs'])
    await press('?')
    expect(ran).toEqual(['jobs', 'help'])
  })
})
