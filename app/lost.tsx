import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

/** An address that leads nowhere. */
export function Lost() {
  return (
    <EmptyState level={1} title="There is nothing here" action={<LinkButton href="/">Go to the overview</LinkButton>}>
      The link may be old, or it belongs to an account that this console does not know.
    </EmptyState>
  )
}
