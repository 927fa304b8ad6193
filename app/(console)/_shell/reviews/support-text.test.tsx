// @vitest-environment node
import { expect, it } from 'vitest'
import { supportText } from './support-text'

const item = { name: 'Acme', email: null, subjectId: '0123', now: 'yes' }

it('asks Telnyx support for the other value', () => {
  expect(supportText('rollup', item).split('\n')).toEqual([
    'Please change rollup billing of this managed account.',
    '',
    'Account: Acme',
    'E-mail: not reported',
    'Account id: 0123',
    'Rollup billing now: On',
    'Rollup billing wanted: Off',
  ])
})

it('asks for no change of a value that is not known', () => {
  const text = supportText('rollup', { ...item, now: 'unknown' })
  expect(text).toContain('Please tell us whether rollup billing is on')
  expect(text).toContain('Rollup billing now: Not reported by Telnyx')
  expect(text).not.toContain('wanted')
})
