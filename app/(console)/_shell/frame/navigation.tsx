import {
  Activity,
  Building2,
  Cable,
  KeyRound,
  LayoutDashboard,
  ListChecks,
  PlugZap,
  ReceiptText,
  ScrollText,
  UserCheck,
  UserCog,
  Users,
} from 'lucide-react'
import { formatNumber } from '@/components/ui/number'
import type { Attention } from '@/lib/attention'
import { can, type Permission, type Role } from '@/lib/permissions'
import type { NavGroup, NavItem } from './nav'

/** The operator's own page, in their menu. */
export const ownScreen: NavItem = { href: '/security', label: 'Your sign-in', icon: <KeyRound aria-hidden /> }

type Item = NavItem & { needs?: Permission }

/** No badges before the first answer, because unknown is not 0. */
export function navigation(role: Role, attention: Attention | undefined): NavGroup[] {
  const groups: { label?: string; items: Item[] }[] = [
    {
      items: [
        { href: '/', go: 'o', label: 'Overview', icon: <LayoutDashboard /> },
        { href: '/accounts', go: 'a', label: 'Managed accounts', icon: <Building2 /> },
        {
          href: '/jobs',
          go: 'j',
          label: 'Jobs',
          icon: <ListChecks />,
          badge: badge(attention?.failedJobs.length, 'with failures'),
        },
        { href: '/channels', go: 'c', label: 'Channels', icon: <Cable /> },
        {
          href: '/billing',
          go: 'b',
          label: 'Billing',
          icon: <ReceiptText />,
          badge: badge(attention?.flags, 'to review'),
          needs: 'billing.read',
        },
      ],
    },
    {
      label: 'Administration',
      items: [
        { href: '/organization', go: 'u', label: 'Organization users', icon: <Users /> },
        {
          href: '/approvals',
          go: 'p',
          label: 'Approvals',
          icon: <UserCheck />,
          badge: badge(attention?.approvals.length, 'to decide'),
          needs: 'approvals.read',
        },
        { href: '/audit', go: 'r', label: can(role, 'audit.all') ? 'Audit' : 'My actions', icon: <ScrollText /> },
        { href: '/settings/operators', go: 's', label: 'Operators', icon: <UserCog />, needs: 'operators.manage' },
        {
          href: '/settings/connection',
          go: 't',
          label: 'Telnyx connection',
          icon: <PlugZap />,
          needs: 'settings.write',
        },
        { href: '/settings/status', label: 'Console status', icon: <Activity />, needs: 'settings.write' },
      ],
    },
  ]
  return groups.map(({ label, items }) => ({ label, items: items.filter(({ needs }) => !needs || can(role, needs)) }))
}

function badge(count: number | undefined, meaning: string): NavItem['badge'] {
  return count ? { count, words: `${formatNumber(count)} ${meaning}` } : undefined
}
