import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { createTools } from './create-tools'

const everyMs = 2_000
/** After this many looks, a form that was sent before a reload has arrived or never will. */
const looks = 15

/** A form sent just before a reload may arrive after it. The page then shows its outcome. Null = nothing to wait for. */
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
