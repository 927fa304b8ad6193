import { defineConfig, type ReporterDescription } from '@playwright/test'
import { findBrowser } from '../server/cli/find-browser'
import { runFolder } from './run-folder'

runFolder()

const report = process.env.E2E_REPORT
const browser = findBrowser()
// Pages of tests live for seconds: optimizing their scripts takes a quarter of the browser's work and saves nothing.
const unoptimized = '--js-flags=--no-opt,--no-maglev'
const reporters: ReporterDescription[] = [['list'], ['./reporter.ts']]

export default defineConfig({
  testDir: '.',
  globalSetup: './global-setup.ts',
  globalTeardown: './global-teardown.ts',
  reporter: report ? [...reporters, ['json', { outputFile: report }]] : reporters,
  fullyParallel: true,
  // One more than the two cores, because journeys often wait for a poll, a sweep or a restart.
  workers: 3,
  forbidOnly: Boolean(process.env.CI),
  // A retry would hide a test that fails sometimes.
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    launchOptions: { ...browser, args: [...(browser.args ?? []), unoptimized] },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    viewport: { width: 1280, height: 860 },
    // The server formats in UTC: a page that formats times itself must not differ when it hydrates.
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: process.env.E2E_TRACE ? 'retain-on-failure' : 'off',
  },
  projects: [
    { name: 'journeys', testIgnore: 'canary/run.spec.ts', teardown: 'canary' },
    // After everything else, also after a failure: searches what the whole run left behind.
    { name: 'canary', testMatch: 'canary/run.spec.ts' },
  ],
})
