import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <EmptyState level={1} title="There is nothing here" action={<LinkButton href="/">Go to the overview</LinkButton>}>
        The link may be old, or it belongs to an account that this console does not know.
      </EmptyState>
    </main>
  )
}
