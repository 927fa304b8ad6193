import { expect, it } from 'vitest'
import { cleanWords } from '../telnyx/words'
import { demoKey } from './demo-key'

it('the demo’s key is removed from text without changing the sandbox’s own messages', () => {
  const said = 'Refused by the sandbox: the sandbox of the demo holds this account back.'
  expect(cleanWords(said, [demoKey])).toBe(said)
  expect(cleanWords(`Refused for ${demoKey}.`, [demoKey])).not.toContain(demoKey)
})
