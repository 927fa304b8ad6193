// Whether the server runs another build than the one this page came from. What is open stays as it is: a reload would throw away what was
// typed. Without React: the server reads this file too, by way of the queries.

/** `available`: answers come from another build. `refused`: the server does not know the last action that was called; it did not run. */
export type NewVersion = 'none' | 'available' | 'refused'

let pageBuild: string | null = null
let otherBuild = false
let refused = false
const listeners = new Set<() => void>()

function tell() {
  for (const listener of listeners) listener()
}

/** Whether the server knew the action that was called last. During an upgrade of several instances either build may answer. */
export function noteActionKnown(known: boolean): void {
  refused = !known
  tell()
}

/** The build that gave an answer. The page's own is that of its first answer; null where it is not said. */
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
