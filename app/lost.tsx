import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

/** Shown for an address without a page. */
export function Lost() {
  return (
    <EmptyState level={1} title="Page not found" action={<LinkButton href="/">Go to the overview</LinkButton>}>
      The link may be old, or it may lead to an account that this console does not know.
    </EmptyState>
  )
}
