import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { createTools } from './create-tools'

const everyMs = 2_000
/** What a browser sent before it was reloaded has arrived by then, or never will. */
const looks = 15

/** A form that was sent just before a reload may arrive after it: then the page shows what became of it. Null = nothing to wait for. */
export function useArrival(formId: string | null): void {
  const router = useRouter()
  useEffect(() => {
    if (formId === null) return
    let left = looks
    const timer = setInterval(async () => {
      left -= 1
      if (left <= 0) clearInterval(timer)
      const command = await createTools.lookUp(formId).catch(() => null)
      if (command) router.refresh()
    }, everyMs)
    return () => clearInterval(timer)
  }, [formId, router])
}
