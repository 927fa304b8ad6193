import { existsSync } from 'node:fs'
import { chromium, type LaunchOptions } from '@playwright/test'

/** Debian's headless shell first: the same engine without a desktop browser loads a page with a third of the work. */
const system = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** The path of an installed Chromium: that of CHROMIUM_PATH, else Playwright's, else the system's; null = none. */
export function installedBrowser(): string | null {
  const named = process.env.CHROMIUM_PATH
  if (named && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, but nothing is there.`)
  const places = [named, chromium.executablePath(), ...system.map(name => `/usr/bin/${name}`)]
  return places.find(place => place && existsSync(place)) ?? null
}

/** How to launch the Chromium to test with. Throws when there is none. */
export function findBrowser(): LaunchOptions {
  const executablePath = installedBrowser()
  if (!executablePath) {
    throw new Error('No Chromium was found: run `npx playwright install chromium`, or set CHROMIUM_PATH.')
  }
  // A Chromium with its sandbox does not start as root.
  return { args: process.getuid?.() === 0 ? ['--no-sandbox'] : [], executablePath }
}
