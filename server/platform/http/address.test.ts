import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressGroup, addressOf } from './address'

describe('the address of a request', () => {
  it('is the socket’s when no proxy is trusted, whatever a header contains', () => {
    expect(addressOf('203.0.113.7', '198.51.100.1', 0)).toBe('203.0.113.7')
    expect(addressOf('::ffff:203.0.113.7', '198.51.100.1', 0)).toBe('203.0.113.7')
    expect(addressOf(undefined, '198.51.100.1', 0)).toBe('unknown')
  })

  it('is the one that the first of our proxies saw; forged entries on the left change nothing', () => {
    const invented = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()).map(text => text.replaceAll(',', ' ')))
    fc.assert(
      fc.property(invented, fc.ipV4(), fc.array(fc.ipV4(), { maxLength: 3 }), (lies, browser, proxies) => {
        const header = [...lies, browser, ...proxies].join(', ')
        expect(addressOf('10.0.0.1', header, proxies.length + 1)).toBe(browser)
      }),
    )
  })

  it('is the socket’s when the header has too few entries or no valid address in that place', () => {
    expect(addressOf('10.0.0.9', '198.51.100.1', 2)).toBe('10.0.0.9')
    expect(addressOf('10.0.0.9', undefined, 1)).toBe('10.0.0.9')
    expect(addressOf('10.0.0.9', 'evil, 1.2.3', 1)).toBe('10.0.0.9')
  })

  it('is parsed with a port, in brackets and with a zone', () => {
    expect(addressOf('x', '198.51.100.1:4711', 1)).toBe('198.51.100.1')
    expect(addressOf('x', '[2001:DB8::1]:443', 1)).toBe('2001:db8::1')
    expect(addressOf('fe80::1%eth0', undefined, 0)).toBe('fe80::1')
  })
})

describe('the address group that a limit counts', () => {
  it('is the IPv4 address', () => {
    expect(addressGroup('203.0.113.7')).toBe('203.0.113.7')
    expect(addressGroup('unknown')).toBe('unknown')
  })

  it('is the /64 of an IPv6 address in any spelling', () => {
    for (const written of [
      '2001:db8:0:1::5',
      '2001:db8:0:1:ffff:2:3:4',
      '2001:0db8:0000:0001::',
      '2001:db8::1:0:0:1.2.3.4',
    ])
      expect(addressGroup(written), written).toBe('2001:db8:0:1::/64')
    expect(addressGroup('::1')).toBe('0:0:0:0::/64')
    expect(addressGroup('2001:db8:0:2::5')).not.toBe(addressGroup('2001:db8:0:1::5'))
  })

  it('does not depend on the lower half of an IPv6 address', () => {
    const half = fc.array(fc.integer({ min: 1, max: 0xffff }), { minLength: 4, maxLength: 4 })
    const text = (groups: number[]) => groups.map(group => group.toString(16)).join(':')
    fc.assert(
      fc.property(half, half, half, (upper, one, other) => {
        expect(addressGroup(`${text(upper)}:${text(one)}`)).toBe(addressGroup(`${text(upper)}:${text(other)}`))
        expect(addressGroup(`${text(upper)}:${text(one)}`)).toBe(`${text(upper)}::/64`)
      }),
    )
  })
})
