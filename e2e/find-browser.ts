import { existsSync } from 'node:fs'
import { chromium, type LaunchOptions } from '@playwright/test'

const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium to test with: the one named, else Playwright's own, else the system's. Throws when there is none. */
export function findBrowser(): LaunchOptions {
  const named = process.env.CHROMIUM_PATH
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, but nothing is there.`)
  // A sandboxed Chromium does not start as root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const own = existsSync(chromium.executablePath())
  const executablePath = named || (own ? undefined : system.find(place => existsSync(place)))
  if (!executablePath && !own) {
    throw new Error('No Chromium was found: run `npx playwright install chromium`, or set CHROMIUM_PATH.')
  }
  return { args, ...(executablePath && { executablePath }) }
}
