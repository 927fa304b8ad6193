import { questionStore, type SignInQuestion } from '@/app/tab-session'
import { useStore } from '@/components/ui/use-store'

/** The current sign-in question; null while the operator is signed in. */
export const useSignInQuestion = (): SignInQuestion | null => useStore(questionStore, null)
