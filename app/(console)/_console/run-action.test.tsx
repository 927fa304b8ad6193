import { onlineManager } from '@tanstack/react-query'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Result } from '@/lib/result'
import { runAction } from './run-action'

afterEach(() => {
  onlineManager.setOnline(true)
  vi.useRealTimers()
})

const failure = (work: Promise<unknown>) => work.catch((error: unknown) => error)

describe('a write', () => {
  it('is not sent while the browser is offline, and says so', async () => {
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

  it('that is never answered ends in words: nobody knows whether it was done', async () => {
    vi.useFakeTimers()
    const work = failure(runAction(() => new Promise<Result<string>>(() => {}), {}))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await work).toMatchObject({ problem: { message: expect.stringMatching(/not known whether/) } })
  })
})
