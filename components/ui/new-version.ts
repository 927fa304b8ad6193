// Whether the server runs another build than this page. The page is never reloaded automatically, because that would
// discard input. Without React, because the server imports this file too, through the queries.

/**
 * `available`: answers come from another build. `refused`: the server did not know the last called action, so it did
 * not run.
 */
export type NewVersion = 'none' | 'available' | 'refused'

let pageBuild: string | null = null
let otherBuild = false
let refused = false
const listeners = new Set<() => void>()

function tell() {
  for (const listener of listeners) listener()
}

/**
 * Records whether the server knew the last called action. During an upgrade of several instances, either build may
 * answer.
 */
export function noteActionKnown(known: boolean): void {
  refused = !known
  tell()
}

/** Records the build of an answer; null = not reported. The build of the first answer counts as the page's own. */
export function noteBuild(build: string | null): void {
  if (build === null) return
  pageBuild ??= build
  if (otherBuild === (build !== pageBuild)) return
  otherBuild = !otherBuild
  tell()
}

export const versionStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
    }
  },
  get: (): NewVersion => (refused ? 'refused' : otherBuild ? 'available' : 'none'),
}
