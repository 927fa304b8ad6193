import 'server-only'
import { createReadStream, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

/** Writes a new file, for this user only, and syncs it to the disk. The file is complete or not there. */
export async function writeGzip(file: string, text: AsyncIterable<string>): Promise<void> {
  const partial = `${file}.partial`
  rmSync(partial, { force: true })
  try {
    const handle = await open(partial, 'wx', 0o600)
    await pipeline(text, createGzip({ level: 4 }), handle.createWriteStream({ flush: true }))
    renameSync(partial, file)
    await flushFolder(path.dirname(file))
  } catch (error) {
    rmSync(partial, { force: true })
    throw error
  }
}

/** So that the new name is on the disk too. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** The lines of a file. A file that ends too early fails with the code Z_BUF_ERROR. */
export async function* readGzipLines(file: string): AsyncGenerator<string, void> {
  const source = createReadStream(file)
  const unpacked = createGunzip()
  // A failure of the file ends the unpacking with the same error.
  source.on('error', error => unpacked.destroy(error))
  source.pipe(unpacked).setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of unpacked) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    source.destroy()
    unpacked.destroy()
  }
  if (rest !== '') throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' })
}

/** The value of a line of JSON; null for a line that is none. */
export function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** The disk or the path failed: its message is for people. */
export function isFileFailure(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && 'syscall' in error
}
