import { expect, it } from 'vitest'
import { cleanWords } from '../telnyx/words'
import { demoKey } from './demo-key'

it('leaves what the sandbox says to people as it is, and is taken out itself', () => {
  const said = 'Refused by the sandbox: the sandbox of the demo holds this account back.'
  expect(cleanWords(said, [demoKey])).toBe(said)
  expect(cleanWords(`Refused for ${demoKey}.`, [demoKey])).not.toContain(demoKey)
})
