import { appendFileSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import type { Sandbox } from '../server/sandbox/server'
import type { TestConsole } from './console'
import { evidenceFolder } from './run-folder'

/** Unexpected output while a test ran. It fails the test, unless the test has announced it. */
export class Noise {
  readonly #heard: string[] = []
  readonly #allowed: RegExp[] = []
  readonly #logs = new Map<TestConsole, number>()
  readonly #sandboxes = new Map<Sandbox, number>()

  /** For tests of failures: what such a failure is expected to print. */
  allow(...patterns: RegExp[]): void {
    this.#allowed.push(...patterns)
  }

  watchConsole(site: TestConsole): void {
    if (!this.#logs.has(site)) this.#logs.set(site, site.logSize())
  }

  watchSandbox(sandbox: Sandbox): void {
    if (!this.#sandboxes.has(sandbox)) this.#sandboxes.set(sandbox, sandbox.violations().length)
  }

  async watchBrowser(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`)
      })
    })
    context.on('console', message => {
      if (message.type() !== 'error' && message.type() !== 'warning') return
      const { pathname } = safeUrl(message.location().url)
      this.#heard.push(`browser console: ${message.text()} (${pathname})`)
    })
    context.on('weberror', error => this.#heard.push(`page error: ${error.error().stack ?? error.error().message}`))
    context.on('request', request => {
      const { protocol, hostname } = safeUrl(request.url())
      if (['data:', 'blob:'].includes(protocol)) return
      if (!['localhost', '127.0.0.1'].includes(hostname)) this.#heard.push(`left this machine: ${request.url()}`)
    })
    context.on('response', response => {
      const { pathname } = safeUrl(response.url())
      if (response.status() >= 500) this.#heard.push(`${response.status()} ${response.request().method()} ${pathname}`)
    })
  }

  /** All output that was not announced, the server's errors and breaches of Telnyx's contract included. */
  unexpected(): string[] {
    const logs = [...this.#logs].flatMap(([site, from]) => complaintsIn(site.log(from)))
    const breaches = [...this.#sandboxes].flatMap(([sandbox, from]) =>
      sandbox
        .violations()
        .slice(from)
        .map(({ method, path: where, problems }) => `breaks the contract: ${method} ${where} ${problems.join('; ')}`),
    )
    const all = [...new Set([...this.#heard, ...logs, ...breaches])]
    return all.filter(line => !this.#allowed.some(pattern => pattern.test(line)))
  }
}

function safeUrl(url: string): URL {
  return URL.canParse(url) ? new URL(url) : new URL('about:blank')
}

/** Lines of the server's output that mean a defect: its log at `error` and above, and what Next prints. */
function complaintsIn(log: string): string[] {
  return log.split('\n').flatMap(line => {
    if (/^\s*⨯|^\w*Error\b/.test(line)) return [`server: ${line}`]
    const level = /^\{"level":(\d+)/.exec(line)?.[1]
    return level && Number(level) >= 50 ? [`server log: ${line}`] : []
  })
}

/** Keeps what a browser stores for the canary: cookies, local and session storage. */
export async function keepStorage(context: BrowserContext, name: string): Promise<void> {
  const state = await context.storageState({ indexedDB: true })
  const sessions = await Promise.all(context.pages().map(sessionStorageOf))
  appendFileSync(
    path.join(evidenceFolder('storage'), `${name}.txt`),
    `${JSON.stringify(state)}\n${sessions.join('\n')}\n`,
  )
}

function sessionStorageOf(page: Page): Promise<string> {
  // A page that was closed or never left about:blank has none.
  return page.evaluate(() => JSON.stringify({ ...sessionStorage, title: document.title })).catch(() => '')
}
