import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ProblemError } from '@/app/fetch-json'
import type { Result } from '@/lib/result'
import { runAction } from '../run-action'
import { answerConfirm, useConfirmAsked, whenFresh } from './confirm-store'

let root: Root

/** Stands for the dialog: shows whether it would be open. */
function Host() {
  const asked = useConfirmAsked()
  return <p>{asked ? (asked.why ?? 'asked') : 'quiet'}</p>
}

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<Host />))
})
afterEach(async () => {
  await act(async () => root.unmount())
  document.body.replaceChildren()
})

const said = () => document.body.textContent
const answer = (confirmed: boolean) => act(async () => answerConfirm(confirmed))

/** An action that requires a fresh proof until one was given. Records its inputs. */
function guarded() {
  const calls: unknown[] = []
  let fresh = false
  const action = async (input: { name: string }): Promise<Result<string>> => {
    calls.push(input)
    return fresh
      ? { ok: true, data: `done for ${input.name}` }
      : { ok: false, problem: { code: 'confirm_identity', message: 'Confirm your identity to continue.' } }
  }
  return { calls, action, prove: () => (fresh = true) }
}

describe('an action that requires a fresh proof', () => {
  it('asks for the proof, then runs again with the same input', async () => {
    const { calls, action, prove } = guarded()
    const work = runAction(action, { name: 'Ana' })
    await act(async () => {})
    expect(said()).toBe('asked')
    prove()
    await answer(true)
    expect(await work).toEqual({ kind: 'done', data: 'done for Ana' })
    expect(calls).toEqual([{ name: 'Ana' }, { name: 'Ana' }])
    expect(said()).toBe('quiet')
  })

  it('shows the server’s reason', async () => {
    const message = 'This change is for more than 25 accounts.'
    const work = expect(
      runAction(async () => ({ ok: false as const, problem: { code: 'confirm_identity', message } }), null),
    ).rejects.toThrow('Nothing was done')
    await act(async () => {})
    expect(said()).toBe(message)
    await answer(false)
    await work
  })

  it('does not run when the dialog is closed, and reports that', async () => {
    const { calls, action } = guarded()
    const work = runAction(action, { name: 'Ana' }).catch(error => error)
    await act(async () => {})
    await answer(false)
    const error = await work
    expect(error).toBeInstanceOf(ProblemError)
    expect(error.problem).toMatchObject({
      code: 'confirm_identity',
      message: expect.stringMatching(/^Nothing was done/),
    })
    expect(calls).toHaveLength(1)
  })

  it('shares one dialog with other waiting actions', async () => {
    const [one, other] = [guarded(), guarded()]
    const works = [runAction(one.action, { name: 'Ana' }), runAction(other.action, { name: 'Ben' })]
    await act(async () => {})
    one.prove()
    other.prove()
    await answer(true)
    expect(await Promise.all(works)).toEqual([
      { kind: 'done', data: 'done for Ana' },
      { kind: 'done', data: 'done for Ben' },
    ])
  })

  it('fails immediately when no dialog is mounted', async () => {
    await act(async () => root.render(null))
    const { action } = guarded()
    await expect(runAction(action, { name: 'Ana' })).rejects.toThrow('Nothing was done')
  })
})

it('does not ask after any other failure', async () => {
  const failure = new ProblemError({ code: 'forbidden', message: 'Your role does not allow this.' })
  await expect(whenFresh(() => Promise.reject(failure))).rejects.toBe(failure)
  expect(said()).toBe('quiet')
})
