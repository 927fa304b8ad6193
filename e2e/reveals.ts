import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Find } from './canary/detector'
import { answerMark } from './recording-proxy'
import { evidenceFolder } from './run-folder'

/** A secret that a person asked to see: it may be in one answer, of the action that reveals, on the page of its account. */
export type Reveal = { accountId: string; secret: string }

/** To be called before a test reveals; once for each answer that will hold it. */
export function noteReveal(reveal: Reveal): void {
  writeFileSync(path.join(evidenceFolder('reveals'), `${randomUUID()}.json`), JSON.stringify(reveal))
}

export function notedReveals(): Reveal[] {
  const folder = evidenceFolder('reveals')
  return readdirSync(folder).map(file => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Reveal)
}

type Manifest = { node: Record<string, { filename: string; exportedName: string }> }

/** By which id browsers call the action that reveals, in the build that was tested. */
export function revealActionId(): string {
  const file = path.join(process.env.NEXT_DIST_DIR ?? '.next', 'server', 'server-reference-manifest.json')
  const { node } = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  const found = Object.entries(node).find(
    ([, action]) =>
      action.exportedName === 'revealAccountKey' && action.filename === 'app/(console)/accounts/actions.ts',
  )
  if (!found) throw new Error('The build has no action that reveals.')
  return found[0]
}

/** Lets through what was noted, each once; everything else that is found stays a leak. */
export class RevealAnswers {
  readonly #left: Reveal[]

  constructor(
    noted: readonly Reveal[],
    readonly actionId: string,
  ) {
    this.#left = [...noted]
  }

  /** Those that were noted and met in no answer so far. */
  get unseen(): number {
    return this.#left.length
  }

  /** @param recorded the file of a recording proxy  @param secret what was found there, at `find.offset` */
  allows(recorded: Buffer, find: Find, secret: string): boolean {
    if (find.form !== 'raw') return false
    const from = recorded.lastIndexOf(answerMark, find.offset) + answerMark.length
    const head = recorded.toString('utf8', from, recorded.indexOf('\n', from))
    const body = recorded.indexOf('\n\n', from)
    if (body < 0 || find.offset < body) return false
    const at = this.#left.findIndex(
      reveal => reveal.secret === secret && head === `POST /accounts/${reveal.accountId} 200 ${this.actionId}`,
    )
    if (at < 0) return false
    this.#left.splice(at, 1)
    return true
  }
}
