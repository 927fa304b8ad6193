'use client'

import { useQuery } from '@tanstack/react-query'
import type { Route } from 'next'
import { problemOf } from '@/components/states/problem-of'
import { Card } from '@/components/ui/card'
import { Link } from '@/components/ui/link'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import { can, type Role } from '@/lib/permissions'
import { kindWords, valueWord, verdictWord } from '@/lib/review-words'
import { type AccountVerdict, isChanged, referenceOf, serializeRoundSearch } from '@/lib/reviews'
import { verdictsQuery } from '../../_shell/reviews/queries'
import { verdictLook } from '../../_shell/reviews/verdict-look'

/** The decisions of review rounds about this account, newest on top. Renders nothing if no round contained it. */
export function ReviewLine({ accountId, role }: { accountId: string; role: Role }) {
  const may = can(role, 'reviews.billing')
  const { data, error } = useQuery({ ...verdictsQuery(accountId), enabled: may })
  if (!may || (!error && (data === undefined || data.length === 0))) return null
  return (
    <Card title="Reviews" padded={false}>
      {error && !data && <p className="p-4 text-muted">{problemOf(error).message}</p>}
      <ul className="divide-y divide-border">
        {data?.map(verdict => (
          <li
            key={verdict.roundId}
            className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2 coarse:gap-y-3 coarse:py-3"
          >
            <OneVerdict verdict={verdict} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function OneVerdict({ verdict }: { verdict: AccountVerdict }) {
  const { kind, round, roundId, note, decidedBy, decidedAt } = verdict
  const { tone, icon } = verdictLook[verdict.verdict]
  const search = serializeRoundSearch({ round: roundId, state: 'all' })
  return (
    <>
      <Link
        href={`/billing${search}` as Route}
        prefetch={false}
        className="finger rounded-sm font-medium hover:underline"
      >
        <bdi>{round}</bdi>
      </Link>
      <Status tone={tone} icon={icon}>
        {verdictWord(kind, verdict.verdict)}
      </Status>
      <span className="text-muted">
        {kindWords[kind]} {valueWord(kind, referenceOf(verdict))}
        {isChanged(verdict) && `, changed since: ${valueWord(kind, verdict.now)} now`}
        {decidedAt && (
          <>
            {' · '}
            {decidedBy}, <RelativeTime at={decidedAt} />
          </>
        )}
      </span>
      {note && <span className="basis-full whitespace-pre-line text-muted [overflow-wrap:anywhere]">{note}</span>}
    </>
  )
}
