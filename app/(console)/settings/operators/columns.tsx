'use client'

import { Ban, Ellipsis, Link2, LogOut, Power, UserCog } from 'lucide-react'
import { use } from 'react'
import { appColumns } from '@/components/data-table/app-table'
import { Badge } from '@/components/ui/badge'
import { IconButton } from '@/components/ui/icon-button'
import { Menu } from '@/components/ui/menu'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { OperatorRow } from '@/lib/operator'
import { roleLabel } from '@/lib/permissions'
import { OperatorsContext } from './operators-context'
import { factorWords, passwordAlone } from './words'

const column = appColumns<OperatorRow>()

export const operatorColumns = column.columns([
  column.accessor('name', {
    header: 'Name',
    meta: { width: 208, grow: true },
    cell: ({ row: { original: operator } }) => (
      <span className="flex min-w-0 items-center gap-2">
        <bdi className="truncate font-medium" title={operator.name}>
          {operator.name}
        </bdi>
        {operator.self && <Badge tone="accent">You</Badge>}
      </span>
    ),
  }),
  column.accessor('email', {
    header: 'E-mail',
    meta: { width: 232 },
    cell: ({ row: { original: operator } }) => (
      <bdi className="block truncate" title={operator.email}>
        {operator.email}
      </bdi>
    ),
  }),
  column.accessor('role', {
    header: 'Role',
    meta: { width: 96, phone: 'figure' },
    cell: ({ row }) => roleLabel[row.original.role],
  }),
  column.display({
    id: 'factors',
    header: 'Signs in with',
    meta: { width: 216 },
    cell: ({ row }) => <Factors operator={row.original} />,
  }),
  column.accessor('lastSeenAt', {
    header: 'Last seen',
    meta: { width: 112 },
    cell: ({ row: { original: operator } }) =>
      operator.lastSeenAt === null ? (
        <span className="text-muted">Never</span>
      ) : (
        <RelativeTime at={operator.lastSeenAt} />
      ),
  }),
  column.accessor('sessions', {
    header: 'Open sessions',
    meta: { width: 112, align: 'end' },
    cell: ({ row }) => formatNumber(row.original.sessions),
  }),
  column.accessor('disabledAt', {
    header: 'State',
    meta: { width: 112, phone: 'status' },
    cell: ({ row }) => <State operator={row.original} />,
  }),
  column.display({
    id: 'actions',
    header: 'Actions',
    meta: { width: 56, pin: 'end' },
    cell: ({ row }) => <RowMenu operator={row.original} />,
  }),
])

function Factors({ operator }: { operator: OperatorRow }) {
  const words = factorWords(operator)
  if (!passwordAlone(operator))
    return (
      <span className="block truncate" title={words}>
        {words}
      </span>
    )
  return <Status tone="warning">{words} only</Status>
}

function State({ operator }: { operator: OperatorRow }) {
  if (operator.disabledAt === null) return <Status tone="success">Active</Status>
  return (
    <Status tone="neutral" icon="ban">
      Disabled
    </Status>
  )
}

function RowMenu({ operator }: { operator: OperatorRow }) {
  const open = use(OperatorsContext)
  const label = `Actions for ${operator.name}`
  const own = operator.self && 'Change your own sign-in under “Your sign-in”.'
  const disabled = operator.disabledAt !== null
  const whyNoLink = own || (disabled && 'Enable this operator first.') || undefined
  return (
    <Menu
      label={label}
      trigger={props => <IconButton {...props} size="sm" label={label} icon={Ellipsis} />}
      items={[
        { label: 'Change role…', icon: UserCog, onSelect: () => open('role', operator) },
        {
          label: 'Create sign-in link…',
          icon: Link2,
          disabledReason: whyNoLink,
          onSelect: () => open('reset', operator),
        },
        {
          label: operator.self ? 'End my other sessions…' : 'End sessions…',
          icon: LogOut,
          disabledReason: operator.sessions <= (operator.self ? 1 : 0) ? 'No open sessions.' : undefined,
          onSelect: () => open('sessions', operator),
        },
        'separator',
        disabled
          ? { label: 'Enable…', icon: Power, onSelect: () => open('enable', operator) }
          : { label: 'Disable…', icon: Ban, tone: 'danger', onSelect: () => open('disable', operator) },
      ]}
    />
  )
}
