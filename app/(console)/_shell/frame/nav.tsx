'use client'

import type { Route } from 'next'
import { useLinkStatus } from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { formatNumber } from '@/components/ui/number'

export type NavItem = {
  href: Route
  label: string
  /** An element, not a component, so that a server layout can pass it: `<Building2 />`. */
  icon: ReactNode
  /** The letter that goes there after "g". */
  go?: string | undefined
  /** A count of things that need attention, and for screen readers what it means: "3 to review". */
  badge?: { count: number; words: string } | undefined
}

/** Items under an optional heading. */
export type NavGroup = { label?: string | undefined; items: readonly NavItem[] }

function isHere(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/' && pathname.startsWith(`${href}/`))
}

export function Nav({ groups, onNavigate }: { groups: readonly NavGroup[]; onNavigate?: (() => void) | undefined }) {
  const pathname = usePathname()
  return (
    <nav aria-label="Main" className="grid gap-4">
      {groups.map((group, index) => (
        <div key={group.label ?? index}>
          {group.label && <p className="px-2 pb-1 font-medium text-muted text-xs">{group.label}</p>}
          <ul className="grid gap-px">
            {group.items.map(item => (
              <li key={item.href}>
                <NavLink item={item} here={isHere(pathname, item.href)} onClick={onNavigate} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function NavLink({ item, here, onClick }: { item: NavItem; here: boolean; onClick: (() => void) | undefined }) {
  return (
    <Link
      href={item.href}
      aria-current={here ? 'page' : undefined}
      {...(onClick && { onClick })}
      className={cn(
        'flex h-8 items-center gap-2 rounded-md px-2 font-medium [&_svg]:size-4 [&_svg]:shrink-0 coarse:h-11',
        here ? 'bg-nav-active text-foreground [&_svg]:text-accent' : 'text-muted hover:bg-subtle hover:text-foreground',
      )}
    >
      <span aria-hidden>{item.icon}</span>
      <span className="min-w-0 flex-1 truncate">{item.label}</span>
      <OnItsWay />
      {item.badge && (
        <span className="figures rounded-full bg-accent-subtle px-1.5 text-accent text-xs">
          <span aria-hidden>{formatNumber(item.badge.count)}</span>
          <span className="sr-only">, {item.badge.words}</span>
        </span>
      )}
    </Link>
  )
}

/** Marks the link that was clicked while its screen loads, if that takes noticeably long. */
function OnItsWay() {
  const { pending } = useLinkStatus()
  return (
    <span
      aria-hidden
      className={cn('size-1.5 rounded-full bg-accent opacity-0 transition-opacity', pending && 'opacity-100 delay-200')}
    />
  )
}
