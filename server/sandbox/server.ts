import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Api } from './api'
import { CallLog } from './call-log'
import type { Control } from './control'
import { type Fault, Faults } from './faults'
import { makeFleet } from './fleet'
import { createListener } from './listener'
import type { RateLimit } from './rate-window'
import { State } from './state'
import { readStateFile, StateFile } from './state-file'
import type { AccountPatch, NewAccount, SandboxAccount, Variants } from './types'

export type { Fault, FaultEffect } from './faults'
export type { RateLimit } from './rate-window'
export type { AccountPatch, NewAccount, SandboxAccount, SandboxUser, Variants } from './types'

export type SandboxOptions = {
  /** 0 = any free one (default) */
  port?: number | undefined
  /** Default 127.0.0.1; the control plane answers only requests from this machine in any case. */
  host?: string | undefined
  /** The only Bearer that is accepted; by default `sandbox`. */
  key?: string | undefined
  /** Size of the seeded fleet; by default 60. */
  accounts?: number | undefined
  /** How many accounts that are not cancelled the manager may have: 1,000 as at Telnyx, or the fleet if that is larger. */
  cap?: number | undefined
  /** Channels that the manager may allocate; by default about a quarter more than the fleet has. */
  channels?: number | undefined
  seed?: number | undefined
  /** By default 100 requests per second. */
  rateLimit?: RateLimit | undefined
  /** Added to every answer under /v2. */
  latencyMs?: number | undefined
  /** Keeps the state over restarts. An existing file takes precedence over accounts, cap, channels and seed. */
  dataFile?: string | undefined
  variants?: Partial<Variants>
  /** The clock for list lag and new instants, by default the machine's. The rate limit uses real time. */
  now?: () => number
  /** Checks every call under /v2 against contract.yaml; needs the development dependencies. */
  checkContract?: boolean
}

export type Sandbox = ReturnType<typeof direct> & {
  /** `http://127.0.0.1:PORT/v2`, the base URL for a client */
  url: string
  /** `http://127.0.0.1:PORT` */
  origin: string
  key: string
  managerAccountId: string
  /** Ends every connection, hung ones too, and writes what is left to the data file. */
  close(): Promise<void>
  /** Ends the connections that a fault leaves hanging, as their client's deadline would. */
  hangUp(): void
}

/** Starts a stand-in for Telnyx. Throws when the port is taken or the data file is not one. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { key = 'sandbox', host = '127.0.0.1', dataFile, latencyMs = 0 } = options
  const { rateLimit = { limit: 100, windowSeconds: 1 } } = options
  const state = new State((dataFile && (await readStateFile(dataFile))) || newFleet(options), options.now ?? Date.now)
  state.variants = { ...state.variants, ...options.variants }
  const file = dataFile ? new StateFile(dataFile, () => state.save()) : undefined
  if (file) state.onChange = () => file.changed()
  // ajv and yaml are development dependencies: the demo must run without them.
  const log = new CallLog(options.checkContract ? (await import('./contract')).checkCall : undefined)
  const faults = new Faults()
  const control: Control = { state, faults, log, secrets: () => [key, ...state.secrets()] }
  const closing = new AbortController()
  const api = new Api({ state, faults, log, key, rateLimit, latencyMs, signal: closing.signal })
  const hung = new Set<ServerResponse>()
  const server = createServer(createListener(api, control, hung, closing.signal))
  // Clients keep connections open between calls: a server that closed them first would cause resets without a fault.
  server.keepAliveTimeout = 120_000
  await once(server.listen(options.port ?? 0, host), 'listening')
  // Only the process that holds the port writes the file; a process that cannot write it must not keep listening.
  await file?.flush().catch(async error => {
    await stop(server)
    throw error
  })
  const { port } = server.address() as AddressInfo
  const origin = `http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
  let closed: Promise<void> | undefined
  const close = async () => {
    closing.abort()
    await stop(server)
    await file?.flush()
  }
  return {
    url: `${origin}/v2`,
    origin,
    key,
    managerAccountId: state.manager.id,
    close: () => {
      closed ??= close()
      return closed
    },
    hangUp: () => {
      for (const response of hung) response.socket?.resetAndDestroy()
    },
    ...direct(control),
  }
}

/** The control plane for a test in the same process, without HTTP. */
function direct({ state, faults, log, secrets }: Control) {
  return {
    accounts: (): readonly SandboxAccount[] => state.accounts(),
    account: (id: string) => state.account(id),
    users: () => state.users(),
    /** Requests under /v2 in order of arrival, bodies as received. */
    calls: () => log.calls(),
    clearCalls: () => log.clear(),
    /** Contract violations so far; always empty without `checkContract`. */
    violations: () => log.violations(),
    /** Replaces the current faults; `addFaults` adds. */
    setFaults: (list: readonly Fault[]) => {
      faults.clear()
      faults.add(list)
    },
    addFaults: (list: readonly Fault[]) => faults.add(list),
    clearFaults: () => faults.clear(),
    /** Changes the given variants only. */
    setVariants: (variants: Partial<Variants>) => {
      state.variants = { ...state.variants, ...variants }
    },
    /** Changes an account at Telnyx, outside the console. Throws on an unknown id. */
    mutate: (id: string, patch: AccountPatch) => {
      state.change(id, patch)
    },
    addAccount: (account: NewAccount) => state.add(account),
    removeAccount: (id: string) => state.remove(id),
    /** Every secret it ever held or received: the manager's key, API keys and tokens, passwords in creates. */
    secrets,
  }
}

function newFleet({ seed = 1, accounts = 60, cap = Math.max(1000, accounts), channels }: SandboxOptions) {
  return makeFleet({ seed, accounts, cap, ...(channels !== undefined && { channels }) })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close(error => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
