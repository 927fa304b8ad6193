import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type CommandEntry, type CommandGroup, CommandList } from './command-list'

let root: Root
let chosen: string[]
let backs: number

type Shown = { text?: string; groups: CommandGroup<CommandEntry>[] }

const show = ({ text = 'a', groups }: Shown) =>
  act(async () =>
    root.render(
      <CommandList
        label="Find"
        placeholder="Find"
        text={text}
        onTextChange={() => undefined}
        groups={groups}
        onChoose={({ id }) => chosen.push(id)}
        onBack={() => backs++}
      />,
    ),
  )
const entries = (...ids: string[]) => ids.map(id => ({ id, label: id }))
const group = (ids: string[], isStale = false) => ({ label: 'Things', entries: entries(...ids), isStale })
const field = () => document.querySelector('input') as HTMLInputElement
const press = (key: string, init: KeyboardEventInit = {}) =>
  act(async () => {
    field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init }))
  })
const active = () => document.querySelector('[role=option][aria-selected=true]')?.textContent

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  chosen = []
  backs = 0
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(() => act(async () => root.unmount()))

it('arrow keys wrap around, the field names the active entry, and Enter chooses it', async () => {
  await show({ groups: [group(['one']), { label: 'More', entries: entries('two', 'three') }] })
  expect(active()).toBe('one')
  await press('ArrowUp')
  expect(active()).toBe('three')
  await press('ArrowDown')
  await press('ArrowDown')
  expect(active()).toBe('two')
  const id = field().getAttribute('aria-activedescendant')
  expect(document.getElementById(id ?? '')?.textContent).toBe('two')
  await press('Enter', { isComposing: true })
  await press('Enter')
  expect(chosen).toEqual(['two'])
})

it('entries for an earlier text ignore Enter and clicks', async () => {
  await show({ groups: [group(['old'], true)] })
  expect(active()).toBeUndefined()
  await press('ArrowDown')
  await press('Enter')
  await act(async () => document.querySelector<HTMLElement>('[role=option]')?.click())
  expect(chosen).toEqual([])
  expect(document.querySelector('[role=option]')?.getAttribute('aria-disabled')).toBe('true')
})

it('the first entry is active for a new text, and none after the active entry disappears', async () => {
  await show({ groups: [group(['one', 'two'])] })
  await press('ArrowDown')
  await show({ text: 'ab', groups: [group(['one', 'two'])] })
  expect(active()).toBe('one')
  await press('ArrowDown')
  await show({ text: 'ab', groups: [group(['one'])] })
  await press('Enter')
  expect(chosen).toEqual([])
})

it('an entry that cannot be chosen shows the reason and keeps the list open', async () => {
  await show({ groups: [{ label: 'Things', entries: [{ id: 'one', label: 'One', disabledReason: 'It is gone.' }] }] })
  expect(active()).toBe('OneIt is gone.')
  await press('Enter')
  expect(chosen).toEqual([])
})

it('Backspace in the empty field goes back', async () => {
  await show({ groups: [] })
  await press('Backspace')
  await show({ text: '', groups: [] })
  await press('Backspace')
  expect(backs).toBe(1)
})
