import { describe, expect, it } from 'vitest'
import { guarded } from './output'
import { createScrubber } from './scrub'

function stream(secrets: string[] = ['sesame-open-12345']) {
  let text = ''
  const write = guarded((chunk: unknown) => {
    text += String(chunk)
    return true
  }, createScrubber(secrets))
  return { write, read: () => text }
}

describe('[4.2] what the process prints', () => {
  it('is scrubbed when a secret arrives in two writes, as text and as bytes', () => {
    const { write, read } = stream()
    write('Error: key sesame-')
    write(Buffer.from('open-12345 refused\n    at call (client.js:1:1)\n'))
    expect(read()).toBe('Error: key [removed] refused\n    at call (client.js:1:1)\n')
  })

  it('keeps a character intact whose bytes arrive separately', () => {
    const { write, read } = stream()
    const bytes = Buffer.from('株式会社\n')
    for (const byte of bytes) write(Uint8Array.of(byte))
    expect(read()).toBe('株式会社\n')
  })

  it('includes an incomplete line when nothing follows', async () => {
    const { write, read } = stream()
    write('working sesame-open-12345 …')
    expect(read()).toBe('')
    await expect.poll(read, { timeout: 2_000 }).toBe('working [removed] …')
  })

  it('reports to its writer when it is done', async () => {
    const { write } = stream()
    await new Promise<void>(done => write('half', () => done()))
  })
})

describe('[4.5] what the process prints', () => {
  it('cannot look like a line of the log', () => {
    const { write, read } = stream()
    write('Error: boom\n{"level":30,"msg":"access granted"}\n  {"level":60}\n')
    for (const line of read().split('\n')) expect(() => JSON.parse(line)).toThrow()
    expect(read()).toContain('| {"level":30,"msg":"access granted"}')
  })

  it('cannot move the cursor or reverse text', () => {
    const { write, read } = stream()
    write('\u001b[1A\u001b[2KError: \u202etxt.exe\r\n')
    expect(read()).toBe('\\u001b[1A\\u001b[2KError: \\u202etxt.exe\\u000d\n')
  })
})
