import { useSyncExternalStore } from 'react'
import { questionStore, type SignInQuestion } from '@/app/tab-session'

/** The current sign-in question; null while the operator is signed in. */
export function useSignInQuestion(): SignInQuestion | null {
  return useSyncExternalStore(questionStore.subscribe, questionStore.get, () => null)
}
