import { useSyncExternalStore } from 'react'
import { questionStore, type SignInQuestion } from '@/app/tab-session'

/** What the operator is asked; null while they are signed in. */
export function useSignInQuestion(): SignInQuestion | null {
  return useSyncExternalStore(questionStore.subscribe, questionStore.get, () => null)
}
