/**
 * Why a sign-in failed, limited to what a visitor may know. `another` = a valid sign-in of another operator than the
 * tab's. `incomplete` = the company's sign-in was started and not completed. The log has details under the reference.
 */
export type SignInProblem =
  | { kind: 'refused' }
  | { kind: 'another' }
  | { kind: 'limited'; seconds: number }
  | { kind: 'incomplete'; reference: string }
  | { kind: 'unavailable'; reference: string }

/** The problem as one word for an address, because next-auth passes failures on as one word. */
export function writeSignInProblem(problem: SignInProblem): string {
  if (problem.kind === 'limited') return `limited.${problem.seconds}`
  return 'reference' in problem ? `${problem.kind}.${problem.reference}` : problem.kind
}

/** Null for any other word, because visitors can change the address. */
export function readSignInProblem(word: unknown): SignInProblem | null {
  if (typeof word !== 'string') return null
  if (word === 'refused' || word === 'another') return { kind: word }
  const seconds = /^limited\.(\d{1,5})$/.exec(word)?.[1]
  if (seconds) return { kind: 'limited', seconds: Number(seconds) }
  const [, kind, reference = ''] = /^(incomplete|unavailable)\.([\da-f-]{36})$/.exec(word) ?? []
  return kind === 'incomplete' || kind === 'unavailable' ? { kind, reference } : null
}
