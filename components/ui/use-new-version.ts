import { useSyncExternalStore } from 'react'
import { type NewVersion, versionStore } from './new-version'

export function useNewVersion(): NewVersion {
  return useSyncExternalStore(versionStore.subscribe, versionStore.get, () => 'none')
}
