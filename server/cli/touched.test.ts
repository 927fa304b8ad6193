import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { journeysByName, journeysFor } from './touched'

describe('journeys for a change', () => {
  it('are existing specs', () => {
    const specs = [...Object.values(journeysByName).flat(), 'sign-in', 'table']
    expect(specs.filter(spec => !existsSync(`e2e/${spec}.spec.ts`))).toEqual([])
  })

  it('are those of the screens whose folders were touched', () => {
    expect(journeysFor(['app/(console)/billing/review.tsx', 'server/channels/commands.ts'])).toEqual([
      'billing',
      'channels',
    ])
  })

  it('are the basic ones for an unknown name, and a changed spec itself', () => {
    expect(journeysFor(['lib/format.ts', 'e2e/roles.spec.ts'])).toEqual(['roles', 'sign-in', 'table'])
  })

  it('are none for documents, tests and tools', () => {
    expect(journeysFor(['README.md', 'server/billing/billing.test.ts', 'server/cli/demo.ts'])).toEqual([])
  })
})
