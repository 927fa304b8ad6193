import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Telnyx as TelnyxSdk } from 'telnyx'
import { oncePerProcess } from '../platform/once-per-process'

/** The request that the official SDK would send for a call. */
export type SdkRequest = { method: string; url: URL; headers: Record<string, string>; body: string | null }

/** A call of the SDK; its result is not used. */
export type SdkCall = (sdk: TelnyxSdk) => PromiseLike<unknown>

/** Makes the SDK build one request and passes it to `send`. Resolves when `send` has ended. */
export type BuildRequest = (call: SdkCall, send: Send) => Promise<void>

type Send = (request: SdkRequest) => Promise<void>

// Shared by all clients of a process: in Node 20, each AsyncLocalStorage that was ever used slows down every later promise.
const sends = oncePerProcess('consoleSdkSends', () => new AsyncLocalStorage<Send>())()

const quiet = { error() {}, warn() {}, info() {}, debug() {} }

/**
 * The official SDK, used only for paths, encoding and bodies of the operations. It holds no key, sends nothing itself
 * and never sees an answer, so its logger, retries and errors cannot leak one. Every default that it would read from
 * the environment is set here.
 */
export function createSdk(baseUrl: URL): BuildRequest {
  const sdk = new TelnyxSdk({
    // The transport adds the real key at the last moment.
    apiKey: null,
    publicKey: null,
    clientID: null,
    clientSecret: null,
    baseURL: baseUrl.href.replace(/\/+$/, ''),
    maxRetries: 0,
    // Longer than all our deadlines: they bound the body too, this one does not.
    timeout: 600_000,
    logLevel: 'off',
    logger: quiet,
    fetch: async (url, init) => {
      await sends.getStore()?.(readRequest(String(url instanceof Request ? url.url : url), init))
      return new Response(null, { status: 200 })
    },
  })

  return async (call, send) => {
    await sends.run(send, async () => {
      await call(sdk)
    })
  }

  function readRequest(url: string, init: RequestInit | undefined): SdkRequest {
    const target = new URL(url)
    const folder = `${baseUrl.pathname.replace(/\/+$/, '')}/`
    if (target.origin !== baseUrl.origin || !target.pathname.startsWith(folder))
      throw new Error('request outside the API')
    // An allow-list, because TELNYX_CUSTOM_HEADERS can add any header, Authorization included.
    const offered = new Headers(init?.headers)
    const headers = Object.fromEntries(
      ['accept', 'content-type', 'user-agent'].flatMap(name => {
        const value = offered.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    return {
      method: init?.method ?? 'GET',
      url: target,
      headers,
      body: typeof init?.body === 'string' ? init.body : null,
    }
  }
}
