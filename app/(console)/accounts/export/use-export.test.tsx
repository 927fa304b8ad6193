import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ProblemError } from '@/app/fetch-json'
import { toastStore } from '@/components/ui/toast'
import { useExport } from './use-export'

const frozen = { id: '1fe5c94e-1fa3-4572-9455-9f6c9d1917f0', count: 3 }

let root: Root
let exporting: ReturnType<typeof useExport>
/** Answers the newest start of the job. */
let answer: { done: (value: null) => void; fail: (error: unknown) => void }
/** Whether each started job had been stopped. */
let started: boolean[]

function Stage() {
  exporting = useExport({
    startJob: () =>
      new Promise((done, fail) => {
        answer = { done, fail }
      }),
    onSaved: () => {},
    onStarted: (_, stopped) => started.push(stopped),
  })
  return null
}

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  toastStore.set([])
  started = []
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Stage />))
  await act(async () => void exporting.begin(async () => frozen, 3, { columns: ['balance'], freshBalances: true }))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
  toastStore.set([])
})

const said = () => toastStore.get().map(({ title, description }) => [title, description])
const noAnswer = new ProblemError({
  code: 'unavailable',
  message: 'It is not known whether this was done.',
  hint: 'Check the result.',
  uncertain: true,
})

it('a job that starts after Stop is reported as stopped too late', async () => {
  await act(async () => exporting.stop())
  await act(async () => answer.done(null))
  expect(started).toEqual([true])
})

it('a job that starts after the dialog is gone is reported, too', async () => {
  await act(async () => root.unmount())
  await act(async () => answer.done(null))
  expect(started).toEqual([true])
})

it('tells when nobody knows whether the job was started: in the dialog, and after Stop in a toast', async () => {
  await act(async () => answer.fail(noAnswer))
  expect(exporting.state).toEqual({ kind: 'asking', problem: noAnswer.problem })
  expect(said()).toEqual([])
  await act(async () => void exporting.goOn(frozen, { columns: ['balance'], freshBalances: true }))
  await act(async () => exporting.stop())
  await act(async () => answer.fail(noAnswer))
  expect(said()).toEqual([['It is not known whether this was done.', 'Check the result.']])
})

it('a job that nobody stopped is opened', async () => {
  await act(async () => answer.done(null))
  expect(started).toEqual([false])
})
