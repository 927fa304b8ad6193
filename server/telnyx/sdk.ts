import 'server-only'
import { AsyncLocalStorage } from 'node:async_hooks'
import { Telnyx as TelnyxSdk } from 'telnyx'

/** What the official SDK made of a call: the request it would send. */
export type SdkRequest = { method: string; url: URL; headers: Record<string, string>; body: string | null }

/** A call of the SDK; its result is not looked at. */
export type SdkCall = (sdk: TelnyxSdk) => PromiseLike<unknown>

/** Has the SDK build one request and hands it to `send`. Resolves when `send` has ended. */
export type BuildRequest = (call: SdkCall, send: (request: SdkRequest) => Promise<void>) => Promise<void>

const quiet = { error() {}, warn() {}, info() {}, debug() {} }

/**
 * The official SDK, reduced to what it knows best: paths, encoding and bodies of the operations. It holds no key, sends
 * nothing itself and never sees an answer, so that its logger, its retries and its errors cannot show one. Every default
 * that it would read from the environment is named here.
 */
export function createSdk(baseUrl: URL): BuildRequest {
  const requests = new AsyncLocalStorage<(request: SdkRequest) => Promise<void>>()
  const sdk = new TelnyxSdk({
    // The transport adds the real key at the last moment.
    apiKey: null,
    publicKey: null,
    clientID: null,
    clientSecret: null,
    baseURL: baseUrl.href.replace(/\/+$/, ''),
    maxRetries: 0,
    // Longer than every deadline of ours: they bound the body too, this one does not.
    timeout: 600_000,
    logLevel: 'off',
    logger: quiet,
    fetch: async (url, init) => {
      await requests.getStore()?.(readRequest(String(url instanceof Request ? url.url : url), init))
      return new Response(null, { status: 200 })
    },
  })

  return async (call, send) => {
    await requests.run(send, async () => {
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
