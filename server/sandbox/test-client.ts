import type { Sandbox } from './server'

type Reply = { status: number; headers: Headers; text: string; json: Json }

/** Loosely typed on purpose: these tests look at the wire format, not at types. */
type Json = {
  data: Record<string, unknown> & Record<string, unknown>[]
  meta: Record<string, number>
  errors: JsonError[]
}
type JsonError = { code: string; title: string; detail: string; source?: { pointer?: string; parameter?: string } }

/** One request under /v2 as a plain HTTP client makes it, by default with the right key. */
export async function request(
  sandbox: Sandbox,
  call: string,
  options: { body?: unknown; key?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Reply> {
  const [method = 'GET', path = ''] = call.split(' ')
  const response = await fetch(sandbox.url + path, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${options.key ?? sandbox.key}`, ...options.headers },
    ...(options.signal && { signal: options.signal }),
    ...(options.body !== undefined && {
      body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body),
    }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== ''
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}

/** One request to the control plane. */
export async function control(sandbox: Sandbox, call: string, body?: unknown, headers: Record<string, string> = {}) {
  const [method = 'GET', path = ''] = call.split(' ')
  const response = await fetch(`${sandbox.origin}/__sandbox${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: await response.json() }
}

/** The e-mails of one page of the account list. */
export async function listedEmails(sandbox: Sandbox, query: string): Promise<string[]> {
  const { json } = await request(sandbox, `GET /managed_accounts?page[size]=250&${query}`)
  return json.data.map(account => String(account.email))
}
