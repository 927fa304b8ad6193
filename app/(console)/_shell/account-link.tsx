import type { Route } from 'next'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { accountName } from '@/lib/accounts'

type Props = { account: { id: string; name: string | null; email: string | null }; className?: string }

export function accountHref(id: string): Route {
  return `/accounts/${id}` as Route
}

/** An account's name, linked to its page. */
export function AccountLink({ account, className }: Props) {
  const name = accountName(account)
  return (
    <Link
      href={accountHref(account.id)}
      prefetch={false}
      title={name}
      className={cn('rounded-sm font-medium hover:underline', className)}
    >
      <bdi>{name}</bdi>
    </Link>
  )
}
