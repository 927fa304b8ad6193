import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrubber } from './scrub'

const secret = `q8+Zt/"quoted" & 'single'\\x`

describe('[4.2] scrubber', () => {
  it('removes a known secret in every spelling', () => {
    const scrub = createScrubber([secret])
    const url = encodeURIComponent(secret)
    const bytes = Buffer.from(secret)
    const written = [
      secret,
      JSON.stringify({ deep: [secret] }),
      url,
      url.toLowerCase(),
      bytes.toString('base64'),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ]
    for (const text of written) {
      const clean = scrub(`before ${text} after`)
      expect(clean, text).toMatch(/^before .*\[removed\].* after$/)
      expect(clean, text).not.toContain(text)
    }
  })

  it.each([
    '{"password":"correct horse battery"}',
    '{"nested":"{\\"password\\":\\"correct horse battery\\"}"}',
    "{ password: 'correct horse battery' }",
    'password=correct-horse-battery&x=1',
    'authorization: Bearer correct-horse-battery',
    '{"headers":{"cookie":"session=correct-horse-battery; other=1"}}',
    'GET /setup?token=correct-horse-battery 200',
    '{"msg":"/api/auth/callback/sso?code=correct-horse-battery&state=x"}',
    'postgresql://console:correct-horse-battery@db:5432/console',
    'eyJhbGciOiJkaXIi.correct-horse-battery.correct',
    'KEY0199AABBCCDDEEFF_correct-horse-battery',
    '{"password":"correct horse battery, cut off',
  ])('removes text in the place or with the shape of a secret: %s', line => {
    const clean = createScrubber([])(line)
    expect(clean).not.toMatch(/correct|horse|battery/)
    expect(clean).toContain('[removed]')
  })

  it('keeps a line of JSON valid', () => {
    const scrub = createScrubber([secret])
    const values = fc.oneof(fc.string(), fc.constant(secret), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('password', 'note', 'api_key', 'url'), values), fields => {
        const clean = scrub(JSON.stringify(fields))
        expect(Object.keys(JSON.parse(clean))).toEqual(Object.keys(fields))
      }),
    )
  })

  it('escapes characters that move the cursor, hide text or reverse it', () => {
    const clean = createScrubber([])('a\u001b[2J\u202egnirts\u200b\u2028b\u0085\u0007\r')
    expect(clean).toBe('a\\u001b[2J\\u202egnirts\\u200b\\u2028b\\u0085\\u0007\\u000d')
  })

  // Four times the text takes four times as long, with room for a busy machine; a quadratic pattern would take sixteen
  // times.
  it.each(['a.', 'password:"', '-eyJ', '?token=', 'a://b:', '\\"', 'bearer ', 'KEYA', '\\'])(
    'is not slow for a long line of %s',
    piece => {
      const scrub = createScrubber([secret])
      const seconds = (length: number) => {
        const line = `password:\\"${piece.repeat(length / piece.length)}`
        const started = performance.now()
        scrub(line)
        return performance.now() - started
      }
      const best = (length: number) => Math.min(...Array.from({ length: 5 }, () => seconds(length)))
      expect(best(40_000)).toBeLessThan(Math.max(50, 8 * best(10_000)))
    },
  )
})
