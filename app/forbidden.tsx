import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

export default function Forbidden() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <EmptyState
        level={1}
        title="Your role does not open this page"
        action={<LinkButton href="/">Go to the overview</LinkButton>}
      >
        Ask an owner of this console if you need it. The attempt is on record.
      </EmptyState>
    </main>
  )
}
