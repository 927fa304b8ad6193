import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Result } from '@/lib/result'
import { useAsk } from './use-ask'

let root: Root
let asking: ReturnType<typeof useAsk>
function Stage() {
  asking = useAsk()
  return null
}
beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Stage />))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
})

/** Sends a file to a check. `answered` and `failed` end that check. */
async function check(file: string) {
  let end: { answered: () => void; failed: () => void } | undefined
  const results: (string | null)[] = []
  const action = () =>
    new Promise<Result<string>>(done => {
      end = {
        answered: () => done({ ok: true, data: `the results of ${file}` }),
        failed: () => done({ ok: false, problem: { code: 'conflict', message: `${file} was refused.` } }),
      }
    })
  await act(async () => void asking.ask(action, {}).then(result => results.push(result)))
  return { results, answered: () => act(async () => end?.answered()), failed: () => act(async () => end?.failed()) }
}

it('an answer about a file that was left is dropped, and the next file is not busy', async () => {
  const a = await check('A')
  expect(asking.busy).toBe(true)
  await act(async () => asking.forget())
  expect(asking.busy).toBe(false)
  await a.answered()
  expect(a.results).toEqual([null])
})

it('a late answer or failure does not end the check of the next file', async () => {
  const [a, second] = [await check('A'), await check('a second A')]
  await act(async () => asking.forget())
  const b = await check('B')
  await a.answered()
  await second.failed()
  expect([asking.busy, asking.problem]).toEqual([true, null])
  await b.answered()
  expect([asking.busy, b.results]).toEqual([false, ['the results of B']])
})
