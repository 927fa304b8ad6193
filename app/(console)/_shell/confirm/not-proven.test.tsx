import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { NotProven } from './not-proven'

describe('a single sign-on without a fresh proof', () => {
  it('tells an operator without a factor to add one in another tab, so that no input is lost', () => {
    const html = renderToStaticMarkup(<NotProven otherWay={false} />)
    expect(html.replace(/<[^>]+>/g, '')).toContain(
      'Add a passkey or an authenticator app under Your sign-in within 5 minutes, then confirm with it here.',
    )
    expect(html).toMatch(/<a href="\/security" target="_blank"/)
  })

  it('names the other ways to an operator with a factor', () => {
    expect(renderToStaticMarkup(<NotProven otherWay />)).toContain('Confirm another way')
  })
})
