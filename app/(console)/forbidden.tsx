import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

/** Rendered inside the shell, which has the main landmark. */
export default function Forbidden() {
  return (
    <EmptyState
      level={1}
      title="Your role cannot open this page"
      action={<LinkButton href="/">Go to the overview</LinkButton>}
    >
      Ask an owner of this console if you need access. This attempt was recorded.
    </EmptyState>
  )
}
