import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { isRecord, parseJson } from './json'
import type { SavedState } from './types'

const version = 1
const delayMs = 200

/** The saved state, or null when the file does not exist. Throws when the file is not a saved state. */
export async function readStateFile(file: string): Promise<SavedState | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const saved = parseJson(text)
  if (!isRecord(saved) || saved.version !== version || !Array.isArray(saved.accounts) || !Array.isArray(saved.users))
    throw new Error(`${file} is not a state of this sandbox. Move it away to begin with a new fleet.`)
  const { manager, accounts, users, cap, channels } = saved as SavedState
  return { manager, accounts, users, cap, channels }
}

/**
 * Keeps a file in step with the state: changes are written together, a moment later. The file is replaced by renaming,
 * so that it is complete at any instant. It holds API keys, so only its owner may read it.
 */
export class StateFile {
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  #failure: unknown

  constructor(
    private readonly path: string,
    private readonly read: () => SavedState,
  ) {}

  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#write()
    }, delayMs)
  }

  /** Writes pending changes and waits for it. Throws the error of the last write. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#write()
    await this.#writing
    if (this.#failure) throw this.#failure
  }

  #write(): void {
    this.#writing = this.#writing.then(async () => {
      try {
        await mkdir(path.dirname(this.path), { recursive: true })
        const temporary = `${this.path}.${process.pid}.tmp`
        const file = await open(temporary, 'w', 0o600)
        try {
          await file.writeFile(JSON.stringify({ version, ...this.read() }))
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, this.path)
        this.#failure = undefined
      } catch (error) {
        // The next change tries again; flush reports what is still unwritten at the end.
        this.#failure = error
      }
    })
  }
}
