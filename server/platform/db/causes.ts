import 'server-only'

/** The error, then its cause, and so on. Of several causes at once (a host with several addresses), the first one. */
export function* causesOf(error: unknown): Generator<Error & { code?: unknown }> {
  for (let at = error; at instanceof Error; at = at instanceof AggregateError ? at.errors[0] : at.cause) yield at
}
