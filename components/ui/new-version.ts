// Whether the server runs another build than this page, which is never reloaded automatically: input would be lost.

import { createStore } from './store'

/** `available`: another build answers. `refused`: the server did not know the last called action and did not run it. */
export type NewVersion = 'none' | 'available' | 'refused'

let pageBuild: string | null = null
let otherBuild = false
let refused = false

export const versionStore = createStore<NewVersion>('none')

function tell() {
  versionStore.set(refused ? 'refused' : otherBuild ? 'available' : 'none')
}

/** Records whether the server knew the last called action. During an upgrade, either build may answer. */
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
