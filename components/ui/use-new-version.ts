import { type NewVersion, versionStore } from './new-version'
import { useStore } from './use-store'

export const useNewVersion = (): NewVersion => useStore(versionStore, 'none')
