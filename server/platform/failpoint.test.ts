import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { readSource, root, sourcesUnder } from '../testing/sources'
import { armFailpoints, type Failpoint, failpoint, failpoints, onFailpoint, parseFailpoints } from './failpoint'

afterEach(() => onFailpoint(null))

describe('failpoints', () => {
  it('do nothing until a test sets them, and then what the test wants', async () => {
    expect(failpoint('create.before_send')).toBeUndefined()
    const met: Failpoint[] = []
    onFailpoint(async name => {
      met.push(name)
    })
    await failpoint('create.before_send')
    onFailpoint(() => Promise.reject(new Error('ended here')))
    await expect(failpoint('command.in_outcome')).rejects.toThrow('ended here')
    onFailpoint(null)
    await failpoint('create.after_send')
    expect(met).toEqual(['create.before_send'])
  })

  it('are all used in the product', () => {
    const product = sourcesUnder('server').filter(file => !/\.test\.tsx?$|\/testing\//.test(file))
    const passed = product.flatMap(file =>
      [...readSource(file).matchAll(/await failpoint\('([^']+)'\)/g)].map(match => match[1]),
    )
    expect([...new Set(passed)].sort()).toEqual([...failpoints].sort())
  })

  it('are read from a setting: which one, at which pass, and whether to stop or to end', () => {
    expect(parseFailpoints('create.before_send')).toEqual([
      { name: 'create.before_send', passing: 1, signal: 'SIGKILL' },
    ])
    expect(parseFailpoints('command.after_answer@12, settle.in_write@2:stop')).toEqual([
      { name: 'command.after_answer', passing: 12, signal: 'SIGKILL' },
      { name: 'settle.in_write', passing: 2, signal: 'SIGSTOP' },
    ])
  })

  it.each(['', 'create', 'create.nowhere', 'create.before_send@', 'create.before_send:sleep', 'create.before_send,'])(
    'refuse %j',
    text => {
      expect(() => armFailpoints(text)).toThrow('is no failpoint')
      expect(failpoint('create.before_send')).toBeUndefined()
    },
  )

  it('end a process at exactly the requested pass', async () => {
    const script = `
      import { armFailpoints, failpoint } from './server/platform/failpoint.ts'
      armFailpoints('create.before_send@3')
      for (let n = 1; n <= 5; n += 1) {
        await failpoint('create.after_send')
        console.log(n)
        await failpoint('create.before_send')
      }`
    const child = spawn(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', '--input-type=module', '-e', script],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', text => {
      printed += text
    })
    const signal = await new Promise(resolve => child.on('close', (_code, by) => resolve(by)))
    expect(signal).toBe('SIGKILL')
    expect(printed).toBe('1\n2\n3\n')
  })
})
