/**
 * Why a sign-in failed: everything that may be told about it. `another` = a valid proof of an operator other than the
 * tab's. `incomplete` = single sign-on was started and not finished. The log has more under the reference.
 */
export type SignInProblem =
  | { kind: 'refused' }
  | { kind: 'another' }
  | { kind: 'limited'; seconds: number }
  | { kind: 'incomplete'; reference: string }
  | { kind: 'unavailable'; reference: string }

/** The problem as it appears in an address: next-auth passes a failure on as one word. */
export function writeSignInProblem(problem: SignInProblem): string {
  if (problem.kind === 'limited') return `limited.${problem.seconds}`
  return 'reference' in problem ? `${problem.kind}.${problem.reference}` : problem.kind
}

/** Null for any other word: a visitor can write one into the address. */
export function readSignInProblem(word: unknown): SignInProblem | null {
  if (typeof word !== 'string') return null
  if (word === 'refused' || word === 'another') return { kind: word }
  const seconds = /^limited\.(\d{1,5})$/.exec(word)?.[1]
  if (seconds) return { kind: 'limited', seconds: Number(seconds) }
  const [, kind, reference = ''] = /^(incomplete|unavailable)\.([\da-f-]{36})$/.exec(word) ?? []
  return kind === 'incomplete' || kind === 'unavailable' ? { kind, reference } : null
}
