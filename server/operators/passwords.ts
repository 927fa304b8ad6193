import 'server-only'
import { hash, verify } from '@node-rs/argon2'
import { invalid } from '@/lib/errors'
import { passwordLength } from '@/lib/operator'

/** OWASP's argon2id parameters: 19 MiB, two passes. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

let decoy: Promise<string> | undefined

/** Takes as long for an unknown operator (null) as for a known one, and is then always false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password')
  const right = await verify(passwordHash ?? (await decoy), password)
  return passwordHash !== null && right
}

type Estimate = (password: string, known: string[]) => number
let estimator: Promise<Estimate> | undefined

/** Uses the list of leaked passwords that ships with the library: nothing is requested over the network. */
function loadEstimator(): Promise<Estimate> {
  estimator ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common')]).then(
    ([{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }]) => {
      const factory = new ZxcvbnFactory({
        dictionary: { ...dictionary, here: ['reseller', 'console', 'telnyx', 'managed', 'account', 'accounts'] },
        graphs: adjacencyGraphs,
      })
      return (password, known) => factory.check(password, known).score
    },
  )
  return estimator
}

/** Throws AppError (field `password`) for one that is too short for its use, common, or made of the operator's name. */
export async function checkNewPassword(
  password: string,
  about: { known: string[]; hasFactor: boolean },
): Promise<void> {
  const least = about.hasFactor ? passwordLength.withFactor : passwordLength.min
  if ([...password].length < least) {
    throw refused(
      about.hasFactor
        ? `Use ${least} characters or more.`
        : `Use ${least} characters or more; ${passwordLength.withFactor} are enough with a second factor.`,
    )
  }
  const known = about.known.flatMap(text => text.toLowerCase().split(/[\s@.+_-]+/)).filter(word => word.length > 2)
  const estimate = await loadEstimator()
  // Beyond this length guessing is hopeless and estimating is slow.
  const score = estimate(password.slice(0, 64), known)
  if (score < 3 || restOf(password, known) < 6)
    throw refused('This password is easy to guess: it is common, or contains your name. Choose another one.')
}

/** The letters and digits that remain after the operator's own words are removed. */
function restOf(password: string, known: string[]): number {
  const rest = known.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase())
  return rest.replace(/[^\p{L}\p{N}]/gu, '').length
}

const refused = (sentence: string) => invalid('Choose another password.', { password: sentence })
