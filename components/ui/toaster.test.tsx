import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toast, toastStore } from './toast'
import { Toaster } from './toaster'

let root: Root
beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  document.body.innerHTML = '<div id="root"></div>'
  root = createRoot(document.getElementById('root') as HTMLElement)
  toastStore.set([])
  await act(async () => root.render(<Toaster />))
})
afterEach(() => act(async () => root.unmount()))

const undo = () => [...document.querySelectorAll('button')].find(one => one.textContent === 'Undo')
const click = () => act(async () => undo()?.click())

it('does the action of a toast once, and can be tried again after it failed', async () => {
  const answers: ((done: boolean) => void)[] = []
  const onClick = () => new Promise<boolean>(resolve => answers.push(resolve))
  await act(async () => void toast.success('4 items decided', { action: { label: 'Undo', onClick } }))
  await click()
  await click()
  expect(answers).toHaveLength(1)
  await act(async () => answers[0]?.(false))
  expect(toastStore.get()).toHaveLength(1)
  await click()
  expect(answers).toHaveLength(2)
  await act(async () => answers[1]?.(true))
  expect(toastStore.get()).toEqual([])
})

it('dismisses a toast whose action needs no time', async () => {
  let cleared = 0
  const onClick = () => {
    cleared += 1
  }
  await act(async () => void toast.info('Selection kept', { action: { label: 'Undo', onClick } }))
  await click()
  expect([cleared, toastStore.get()]).toEqual([1, []])
})
