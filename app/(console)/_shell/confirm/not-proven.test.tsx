import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { NotProven } from './not-proven'

describe('a single sign-on that proves nothing', () => {
  it('sends who has nothing here to add a factor, in another tab, so that nothing typed is lost', () => {
    const html = renderToStaticMarkup(<NotProven otherWay={false} />)
    expect(html.replace(/<[^>]+>/g, '')).toContain(
      'Add a passkey or an authenticator app under Your sign-in within 5 minutes, then confirm with it here.',
    )
    expect(html).toMatch(/<a href="\/security" target="_blank"/)
  })

  it('names the other ways to who has one', () => {
    expect(renderToStaticMarkup(<NotProven otherWay />)).toContain('Confirm another way')
  })
})
