import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { PathnameContext } from 'next/dist/shared/lib/hooks-client-context.shared-runtime'
import { act, type ComponentProps } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rowsAreBehind } from '@/components/states/reachability'
import { stubLayout } from '@/components/testing/stub-layout'
import { SearchInput } from '@/components/ui/search-input'
import { appColumns } from './app-table'
import { DataTable } from './data-table'

type Row = { id: string; name: string }
const column = appColumns<Row>()
const columns = column.columns([
  column.accessor('name', {
    id: 'name',
    header: 'Name',
    cell: ({ row }) => <button type="button">{row.original.name}</button>,
  }),
  column.accessor('id', { id: 'id', header: 'Id' }),
])
const rowsOf = (names: string) => [...names].map(name => ({ id: name, name }))
const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>

let root: Root
let opened: string[]
let ticked: string[]

type Shown = { names: string; isStale?: boolean; question?: string; path?: string; onWidths?: () => void }

function Screen({ names, isStale = false, question = '', path = '/list', onWidths }: Shown) {
  return (
    <AppRouterContext value={noRouter}>
      <PathnameContext value={path}>
        <SearchInput label="Search" value={question} onChange={() => {}} />
        <DataTable
          label="Things"
          columns={columns}
          rows={rowsOf(names)}
          getRowId={row => row.id}
          question={question}
          isStale={isStale}
          onOpen={row => opened.push(row.id)}
          onWidthsChange={onWidths}
          selection={{ ids: new Set(), onChange: ids => (ticked = [...ids]), rowLabel: row => row.name }}
          empty={null}
        />
      </PathnameContext>
    </AppRouterContext>
  )
}

const show = (shown: Shown | null) => act(async () => root.render(shown && <Screen {...shown} />))

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  stubLayout()
  // Missing in jsdom.
  vi.stubGlobal('CSS', { escape: (text: string) => text })
  Element.prototype.scrollIntoView = () => {}
  opened = []
  ticked = []
  root = createRoot(document.body.appendChild(document.createElement('div')))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  vi.unstubAllGlobals()
})

const rowAt = (place: number) => document.querySelectorAll<HTMLElement>('tbody tr')[place]
const body = () => document.querySelector('tbody')
const search = () => document.querySelector<HTMLInputElement>('input[type=search]')
const press = (key: string) =>
  act(async () => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    await new Promise(resolve => setTimeout(resolve))
  })
const focus = (element: HTMLElement | null | undefined) => act(async () => element?.focus())

describe('rows from an earlier search', () => {
  it('are inert: no key moves, opens or selects, and no page is ticked', async () => {
    await show({ names: 'abc' })
    expect(body()?.hasAttribute('inert')).toBe(false)
    await focus(rowAt(0))
    await show({ names: 'abc', isStale: true })
    expect(body()?.hasAttribute('inert')).toBe(true)
    expect(document.querySelector('table')?.getAttribute('aria-busy')).toBe('true')
    expect(rowsAreBehind()).toBe(true)
    for (const key of ['j', 'x', 'Enter']) await press(key)
    expect(opened).toEqual([])
    expect(ticked).toEqual([])
    expect(document.querySelector<HTMLInputElement>('thead input')?.disabled).toBe(true)
    await show({ names: 'cde', question: 'new' })
    expect(body()?.hasAttribute('inert')).toBe(false)
    expect(rowsAreBehind()).toBe(false)
  })

  it('return the focus to the same control of the same row, or of the row in the same place', async () => {
    for (const [before, after, expected] of [
      ['abc', 'xyb', 'b'],
      ['abc', 'xyz', 'y'],
    ] as const) {
      await show({ names: before, question: before })
      await focus(rowAt(1)?.querySelector('button'))
      await show({ names: before, question: before, isStale: true })
      // Like a browser when an element becomes inert.
      await act(async () => (document.activeElement as HTMLElement).blur())
      await show({ names: after, question: after })
      expect(document.activeElement?.textContent).toBe(expected)
      await focus(search())
    }
  })
})

describe('the focus', () => {
  it('moves from the search field to the first row', async () => {
    await show({ names: 'abc' })
    for (const key of ['Enter', 'ArrowDown']) {
      await focus(search())
      await press(key)
      expect(document.activeElement, key).toBe(rowAt(0))
    }
    await focus(search())
    await show({ names: 'abc', isStale: true })
    await press('Enter')
    expect(document.activeElement, 'not to a row of the former search').toBe(search())
    await show({ names: 'xyz', question: 'new' })
    expect(document.activeElement).toBe(rowAt(0))
    expect(rowAt(0)?.dataset.rowId).toBe('x')
  })

  it('returns to the row that was left, on the same page only', async () => {
    await show({ names: 'abc' })
    await focus(rowAt(2))
    await show(null)
    await show({ names: 'abc', path: '/another' })
    expect(document.activeElement).toBe(document.body)
    await show(null)
    await show({ names: 'abc' })
    expect(document.activeElement).toBe(rowAt(2))
  })
})

describe('the edges of the columns', () => {
  it('are one Tab stop; up and down move between them, left and right resize', async () => {
    const widths = vi.fn()
    await show({ names: 'abc', onWidths: widths })
    const edges = () => [...document.querySelectorAll<HTMLElement>('[role=separator]')]
    const stops = () => edges().map(edge => edge.tabIndex)
    expect(stops()).toEqual([0, -1])
    await focus(edges()[0])
    await press('ArrowDown')
    expect(document.activeElement).toBe(edges()[1])
    expect(stops()).toEqual([-1, 0])
    await press('ArrowDown')
    expect(document.activeElement, 'there is no further one').toBe(edges()[1])
    await press('ArrowRight')
    expect(widths).toHaveBeenCalledOnce()
    await press('ArrowUp')
    expect(document.activeElement).toBe(edges()[0])
  })
})
