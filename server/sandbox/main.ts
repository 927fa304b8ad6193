import { parseArgs } from 'node:util'
import { type SandboxOptions, startSandbox } from './server'

const usage = `A stand-in for the Telnyx API: managed accounts and organization users, with a made-up fleet.

  npm run sandbox -- [flags]

  --port N            port to listen on (4010; 0 = any free one)
  --host ADDRESS      address to listen on (127.0.0.1)
  --key TEXT          the API key it accepts (sandbox)
  --accounts N        size of the fleet (60)
  --cap N             accounts the manager may have (1000, or the fleet's size if larger)
  --channels N        channels the manager may give out
  --seed N            the same seed makes the same fleet (1)
  --rate-limit N/S    N requests in S seconds (100/1)
  --latency MS        added to every answer (0)
  --data FILE         keeps the state in this file over restarts; once there, it decides over the fleet
  --check-contract    holds every call against contract.yaml: GET /__sandbox/violations
  --help`

function readOptions(args: string[]): SandboxOptions | 'help' {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: {
      port: text,
      host: text,
      key: text,
      accounts: text,
      cap: text,
      channels: text,
      seed: text,
      'rate-limit': text,
      latency: text,
      data: text,
      'check-contract': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return 'help'
  for (const name of ['key', 'host', 'data'] as const)
    if (values[name]?.trim() === '') throw new Error(`--${name} must not be empty.`)
  return {
    port: count('--port', values.port, 65_535) ?? 4010,
    host: values.host,
    key: values.key,
    dataFile: values.data,
    accounts: count('--accounts', values.accounts, 1_000_000),
    cap: count('--cap', values.cap, 10_000_000),
    channels: count('--channels', values.channels, 1_000_000_000),
    seed: count('--seed', values.seed, 0xffff_ffff),
    latencyMs: count('--latency', values.latency, 600_000),
    rateLimit: readRateLimit(values['rate-limit']),
    checkContract: values['check-contract'] === true,
  }
}

function count(flag: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text) && Number(text) <= max) return Number(text)
  throw new Error(`${flag} must be a whole number from 0 to ${max}, not "${text}".`)
}

function readRateLimit(text: string | undefined) {
  if (text === undefined) return undefined
  const [limit, windowSeconds] = text.split('/').map(Number)
  if (/^\d+\/\d+(\.\d+)?$/.test(text) && limit && windowSeconds) return { limit, windowSeconds }
  throw new Error(`--rate-limit must be requests/seconds such as 100/1, not "${text}".`)
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') return console.log(usage)
  const sandbox = await startSandbox(options)
  console.log(`Sandbox of the Telnyx API with ${sandbox.accounts().length} accounts`)
  console.log(`  URL  ${sandbox.url}`)
  console.log(`  Key  ${sandbox.key}`)
  const stop = () => {
    sandbox.close().catch(fail)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function fail(error: unknown): void {
  console.error(explain(error))
  process.exitCode = 1
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return 'The port is taken by another program. Choose another one with --port.'
  if (code === 'EISDIR') return '--data must name a file, not a folder.'
  if (code === 'EACCES') return `Not allowed: ${error.message}`
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n${usage}`
  return error.message
}

main().catch(fail)
