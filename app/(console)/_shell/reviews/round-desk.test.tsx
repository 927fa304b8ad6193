import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import { NuqsTestingAdapter } from 'nuqs/adapters/testing'
import { act, type ComponentProps } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { plainColumns } from '@/components/data-table/app-table'
import { stubLayout } from '@/components/testing/stub-layout'
import type { Role } from '@/lib/permissions'
import { currentOf, type DeskView, type ItemPage, type ReviewItem, type RoundView } from '@/lib/reviews'
import { DecisionCell, VerdictCell } from './item-cells'
import { reviewKeys } from './queries'
import { RoundDesk } from './round-desk'
// Loaded here, so that the first import takes none of the time that a case waits.
import './question-dialog'
import './round-list'
import './sign-off-dialog'

let root: Root
let rounds: RoundView[]

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  stubLayout()
  vi.stubGlobal('fetch', async (path: string) => Response.json(answer(new URL(path, 'https://console.test'))))
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
})
afterEach(async () => {
  await act(async () => root.unmount())
  vi.unstubAllGlobals()
})

const opened = (id: string, name: string) =>
  ({
    id,
    kind: 'rollup',
    name,
    openedBy: 'Mia',
    openedAt: '2026-11-03T09:00:00.000Z',
    reviewers: [],
    state: 'open',
    counts: { items: 1, open: 1, approved: 0, questioned: 0, changed: 0, gone: 0, todo: 1 },
    mayDecide: true,
  }) as unknown as RoundView
const first = opened('00000000-0000-4000-8000-000000000001', 'Rollup flags')
const second = opened('00000000-0000-4000-8000-000000000002', 'Custom pricing')

/** As the console answers: without a round in the request, the current one. */
function answer({ pathname, searchParams }: URL): DeskView | ItemPage {
  const of = pathname.split('/')[3]
  if (of) return { rows: [{ roundId: of, subjectId: of, verdict: 'open' } as ReviewItem], rowCount: 1, undecided: 1 }
  const id = searchParams.get('round')
  const round = id === null ? currentOf(rounds) : rounds.find(one => one.id === id)
  return { rounds, round: round ?? null, secondPerson: false }
}

const role: Role = 'finance'
const column = plainColumns<ReviewItem>()
const columns = [
  column('id', 'Round', {}, item => `Item of ${item.roundId}`),
  column('verdict', 'Verdict', {}, item => <VerdictCell item={item} />),
  column('decision', 'Decision', {}, item => <DecisionCell item={item} />),
]
const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>

async function show(client = makeQueryClient()): Promise<QueryClient> {
  await act(async () =>
    root.render(
      <QueryClientProvider client={client}>
        <AppRouterContext value={noRouter}>
          <NuqsTestingAdapter hasMemory>
            <RoundDesk desk="billing" role={role} label="Items" columns={columns} />
          </NuqsTestingAdapter>
        </AppRouterContext>
      </QueryClientProvider>,
    ),
  )
  return client
}

const has = (text: string) => act(() => vi.waitFor(() => expect(document.body.textContent).toContain(text)))
const button = (name: string) => [...document.querySelectorAll('button')].find(one => one.textContent === name)
const press = (name: string) => act(async () => button(name)?.click())
const pollAgain = (client: QueryClient) => act(() => client.invalidateQueries({ queryKey: reviewKeys.all }))
const heading = () => document.querySelector('h2')?.textContent
const dialog = () => document.querySelector('dialog')?.textContent

it('keeps the round on the screen when another one is opened, with its dialog, and leads to the other', async () => {
  rounds = [first]
  const client = await show()
  await has(`Item of ${first.id}`)
  await press('Sign off…')
  await act(() => vi.waitFor(() => expect(dialog()).toContain('Sign off Rollup flags')))

  rounds = [second, first]
  await pollAgain(client)
  await has('Custom pricing was opened')
  expect(heading()).toBe('Rollup flags')
  expect(document.body.textContent).toContain(`Item of ${first.id}`)
  expect(dialog()).toContain('Sign off Rollup flags')

  await press('Show current round')
  await has(`Item of ${second.id}`)
  expect(heading()).toBe('Custom pricing')
  expect(dialog(), 'the dialog was about the other round').toBeUndefined()
  expect(document.body.textContent).not.toContain('was opened')

  await press('Sign off…')
  expect(dialog()).toContain('Sign off Custom pricing')
  await press('Rollup flags')
  await has(`Item of ${first.id}`)
  expect(dialog(), 'also when both rounds are loaded').toBeUndefined()
})

it('shows the current round when the screen is opened again', async () => {
  rounds = [first]
  const client = await show()
  await has(`Item of ${first.id}`)
  await act(async () => root.render(null))
  rounds = [second, first]
  await pollAgain(client)
  await show(client)
  await has(`Item of ${second.id}`)
  expect(heading()).toBe('Custom pricing')
  expect(document.body.textContent).not.toContain('was opened')
})

it('keeps the round on the screen when it is signed off and an older one is still open', async () => {
  rounds = [second, first]
  const client = await show()
  await has(`Item of ${second.id}`)
  expect(button('Show current round')).toBeUndefined()
  rounds = [{ ...second, state: 'signed_off', signedOffBy: 'Bob', mayDecide: false }, first]
  await pollAgain(client)
  await has('This round was signed off')
  expect(heading()).toBe('Custom pricing')
  await press('Show current round')
  await has(`Item of ${first.id}`)
  expect(heading()).toBe('Rollup flags')
})

it('tells while the console is silent why a decision failed, in a dialog that can be closed', async () => {
  rounds = [first]
  await show()
  await has(`Item of ${first.id}`)
  await press('Question…')
  await act(() => vi.waitFor(() => expect(dialog()).toContain('Question item')))
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
  const note = document.querySelector('textarea')
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(note, 'Own balance')
    note?.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await press('Question item')
  // Nothing answers the action here.
  await act(() => vi.waitFor(() => expect(dialog()).toContain('it is not known whether this was done')))
  expect(document.body.textContent).toContain('Saving…')
  await act(async () => document.querySelector<HTMLElement>('[aria-label=Close]')?.click())
  expect(dialog()).toBeUndefined()
})
