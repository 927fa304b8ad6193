import { onlineManager } from '@tanstack/react-query'
import { UnrecognizedActionError } from 'next/dist/client/components/unrecognized-action-error'
import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { useForm } from 'react-hook-form'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { applyProblem } from '@/components/form/apply-problem'
import { FormErrors } from '@/components/form/form-errors'
import { problemOf } from '@/components/states/problem-of'
import { Dialog } from '@/components/ui/dialog'
import type { CommandView } from '@/lib/command'
import type { Problem } from '@/lib/errors'
import type { Result } from '@/lib/result'
import { followScheduled, runAction } from './run-action'

afterEach(() => {
  onlineManager.setOnline(true)
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const failure = (work: Promise<unknown>) => work.catch((error: unknown) => error)

describe('a write', () => {
  it('is not sent while the browser is offline, and reports that', async () => {
    let sent = 0
    const action = async (): Promise<Result<string>> => {
      sent += 1
      return { ok: true, data: 'done' }
    }
    onlineManager.setOnline(false)
    expect(await failure(runAction(action, {}))).toMatchObject({
      problem: { code: 'unavailable', message: 'You are offline. Nothing was sent.' },
    })
    expect(sent).toBe(0)
    onlineManager.setOnline(true)
    expect(await runAction(action, {})).toEqual({ kind: 'done', data: 'done' })
  })

  it('that gets no answer reports that its outcome is unknown', async () => {
    vi.useFakeTimers()
    const work = failure(runAction(() => new Promise<Result<string>>(() => {}), {}))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await work).toMatchObject({ problem: { message: expect.stringMatching(/not known whether/) } })
  })
})

describe('a write that the console follows', () => {
  it('is not reported as refused when its poll is: its outcome is unknown', async () => {
    const problem: Problem = { code: 'forbidden', message: 'Your role does not allow this.' }
    vi.stubGlobal('fetch', async () => Response.json({ problem }, { status: 403 }))
    const work = failure(runAction(async () => ({ ok: 'pending' as const, commandId: 'c1' }), {}))
    expect(await work).toMatchObject({
      problem: { message: 'It is not known whether this was done.', uncertain: true },
    })
  })
})

/** As Next's router fails a call whose action the server's build does not have. */
const ofAnotherBuild = () =>
  Promise.reject(new UnrecognizedActionError('Server Action "40" was not found on the server.'))

function NoteDialog() {
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { note: '' } })
  const submit = handleSubmit(async input => {
    await runAction(ofAnotherBuild, input).catch(error => applyProblem(setError, problemOf(error), ['note']))
  })
  return (
    <Dialog open onOpenChange={() => {}} title="Add note" onSubmit={submit} footer={<button type="submit">Add</button>}>
      <FormErrors errors={formState.errors} />
      <input {...register('note')} />
    </Dialog>
  )
}

describe('a write after an upgrade', () => {
  it('reports that nothing was sent, keeps what was typed and offers a reload', async () => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
    const root = createRoot(document.body.appendChild(document.createElement('div')))
    await act(async () => root.render(<NoteDialog />))
    const input = document.querySelector('input')
    const button = (name: string) => [...document.querySelectorAll('button')].find(one => one.textContent === name)
    expect(button('Reload')).toBeUndefined()
    if (input) input.value = 'Called back, promised an answer'
    await act(async () => button('Add')?.click())
    await vi.waitFor(() => expect(document.body.textContent).toContain('Nothing was sent.'))
    expect(document.body.textContent).toContain(
      'Nothing was sent. A new version of the console is available: reload to continue.',
    )
    expect(document.body.textContent).not.toMatch(/not known/)
    expect(input?.isConnected && input.value).toBe('Called back, promised an answer')
    expect(button('Reload')).toBeDefined()
    // Another instance answers: the page can send again.
    await act(async () => void (await runAction(async () => ({ ok: true as const, data: null }), {})))
    expect(button('Reload')).toBeUndefined()
    await act(async () => root.unmount())
    document.body.replaceChildren()
  })
})

describe('a scheduled change', () => {
  const follow = async (problem: Problem | null) => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', async () => Response.json({ state: 'cancelled', problem }))
    const work = failure(followScheduled({ id: 'c1', dueAt: new Date().toISOString() } as CommandView))
    await vi.advanceTimersByTimeAsync(2_000)
    return work
  }

  it('that the console gave up fails with the reason, and is not mistaken for an undone one', async () => {
    const problem: Problem = { code: 'conflict', message: 'Nothing was sent: the account was protected meanwhile.' }
    expect(await follow(problem)).toMatchObject({ problem })
    expect(await follow(null)).toBe('undone')
  })
})
