import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, expect, it, vi } from 'vitest'
import { fetchJson } from './fetch-json'
import { VersionBanner } from './version-banner'

afterEach(() => vi.unstubAllGlobals())

it('a banner announces a new version as soon as another build answers a route', async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  await act(async () => root.render(<VersionBanner />))
  const answeredBy = (build: string | null) => {
    const headers = build === null ? {} : { 'x-build': build }
    vi.stubGlobal('fetch', async () => Response.json({}, { headers }))
    return act(async () => void (await fetchJson('/api/sync')))
  }
  await answeredBy('first')
  await answeredBy(null)
  expect(document.body.textContent).toBe('')
  await answeredBy('second')
  expect(document.body.textContent).toContain('A new version of the console is available')
  expect(document.querySelector('button')?.textContent).toBe('Reload')
  // The upgrade was rolled back.
  await answeredBy('first')
  expect(document.body.textContent).toBe('')
  await act(async () => root.unmount())
  document.body.replaceChildren()
})
