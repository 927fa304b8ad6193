import 'server-only'
import { createScrubber } from './scrub'

type Write = typeof process.stdout.write

const store = globalThis as { consoleOutput?: { out: Write; err: Write } }

/**
 * Scrubs everything that this process prints: Next and libraries write to the terminal directly, with whatever an
 * error's text holds. Only whole lines are printed; half a line waits a moment for its end, so that no secret passes in
 * two parts. Lines that look like our log's are marked, so that an error's text cannot pass for a log line.
 */
export function guardOutput(secrets: readonly string[]): void {
  if (store.consoleOutput) return
  const out = process.stdout.write.bind(process.stdout) as Write
  const err = process.stderr.write.bind(process.stderr) as Write
  store.consoleOutput = { out, err }
  const scrub = createScrubber(secrets)
  process.stdout.write = guarded(out, scrub)
  process.stderr.write = guarded(err, scrub)
}

/** The log's direct output: its lines are scrubbed where they are made. */
export function writeLogLine(line: string): void {
  const write = store.consoleOutput?.out
  if (write) write(line)
  else process.stdout.write(line)
}

/**
 * Writes to the terminal only, past the scrubber: for the one link that must be readable there. Uses whichever output
 * is a terminal when the other one goes to a file.
 */
export function tellTerminal(text: string): void {
  const name = process.stdout.isTTY && !process.stderr.isTTY ? 'out' : 'err'
  const write = store.consoleOutput?.[name]
  if (write) write(text)
  else (name === 'out' ? process.stdout : process.stderr).write(text)
}

/** How long half a line waits for its end. Milliseconds. */
const patience = 100
/** A longer line is printed in parts. Characters. */
const longestLine = 64 * 1024

/** Exported for tests. @param write gets the scrubbed text */
export function guarded(write: Write, scrub: (text: string) => string): Write {
  let held = ''
  let timer: NodeJS.Timeout | undefined
  const decoder = new TextDecoder()
  const flush = () => {
    clearTimeout(timer)
    if (held) write(clean(held, scrub))
    held = ''
  }
  process.once('exit', flush)
  return (chunk: string | Uint8Array, encoding?: unknown, done?: unknown) => {
    const text = typeof chunk === 'string' ? held + chunk : held + decoder.decode(chunk, { stream: true })
    const end = text.length > longestLine ? text.length : text.lastIndexOf('\n') + 1
    held = text.slice(end)
    clearTimeout(timer)
    if (held) timer = setTimeout(flush, patience).unref()
    const finished = [encoding, done].find(one => typeof one === 'function') as
      | ((error?: Error | null) => void)
      | undefined
    if (end > 0) return write(clean(text.slice(0, end), scrub), finished)
    if (finished) queueMicrotask(finished)
    return true
  }
}

function clean(text: string, scrub: (text: string) => string): string {
  return scrub(text).replace(/^(?=[ \t]*\{)/gm, '| ')
}
