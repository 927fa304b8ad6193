import type { ContractCheck } from './contract'
import type { ApiRequest, Call, Outcome, Violation } from './types'

/** Enough for any test run, small enough for a demo that runs for weeks. */
const kept = 20_000

/** Request and answer, and the contract violations when a check was given. */
export class CallLog {
  #calls: Call[] = []
  #violations: Violation[] = []
  #count = 0
  /** Accounts with a write in flight: no second write may be sent during that time. */
  readonly #written = new Map<Call, string>()

  constructor(private readonly check: ContractCheck | undefined) {}

  calls(): readonly Call[] {
    return this.#calls
  }

  violations(): readonly Violation[] {
    return this.#violations
  }

  clear(): void {
    this.#calls = []
    this.#violations = []
  }

  begin(request: ApiRequest, body: unknown, requestId: string): Call {
    const call: Call = {
      id: ++this.#count,
      method: request.method,
      path: request.path,
      query: Object.fromEntries(request.query),
      status: null,
      at: new Date().toISOString(),
      requestId,
      ...(body !== undefined && { body: typeof body === 'symbol' ? request.body : body }),
    }
    this.#calls.push(call)
    this.#watchWrites(call)
    if (this.#calls.length > kept * 1.25) this.#calls = this.#calls.slice(-kept)
    return call
  }

  /** A faulted answer is not checked against the contract; its request is. */
  end(call: Call, { answer }: Outcome, faulted: boolean): void {
    call.status = answer?.status ?? null
    this.#written.delete(call)
    const problems = this.check?.({
      method: call.method,
      path: call.path,
      query: call.query,
      ...('body' in call && { body: call.body }),
      ...(answer && !faulted && { response: answer }),
    })
    if (problems && problems.length > 0)
      this.#violations.push({ method: call.method, path: call.path, status: call.status, problems })
  }

  #watchWrites(call: Call): void {
    const account = call.method === 'GET' ? undefined : /^\/v2\/managed_accounts\/([^/]+)/.exec(call.path)?.[1]
    if (account === undefined) return
    if ([...this.#written.values()].includes(account)) {
      const problems = [`a second write to the account ${account} while one is under way`]
      this.#violations.push({ method: call.method, path: call.path, status: null, problems })
    }
    this.#written.set(call, account)
  }
}
