'use client'

import { ArrowRight } from 'lucide-react'
import { Banner } from '@/components/ui/banner'
import { Description, DescriptionList, Unknown } from '@/components/ui/description-list'
import { Dialog } from '@/components/ui/dialog'
import { ExactTime } from '@/components/ui/exact-time'
import { Link } from '@/components/ui/link'
import { MonoId } from '@/components/ui/mono-id'
import { formatNumber } from '@/components/ui/number'
import { RelativeTime } from '@/components/ui/relative-time'
import { Section } from '@/components/ui/section'
import type { AuditEntry, Changes } from '@/lib/audit'
import { Ticket } from '../_shell/ticket'
import { jobHref } from '../jobs/job-href'
import { ActorLink } from './actor-link'
import { changesOf } from './change-words'
import { Outcome } from './outcome'
import { TargetLink } from './target-link'
import { actionWord, fieldWord, roleWord, valueWord } from './words'

/** All details of one audit entry, if one is open. */
export function EntryPanel({ entry, onClose }: { entry: AuditEntry | null; onClose: () => void }) {
  if (!entry) return null
  const { problem, changes, detail } = entry
  const asked = Object.entries(detail ?? {}).filter(([name]) => name !== 'job')
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      placement="end"
      title={actionWord(entry.action)}
      description={<Outcome outcome={entry.outcome} />}
    >
      <div className="grid gap-6">
        {problem && (
          <Banner
            tone={entry.outcome === 'cancelled' ? 'info' : entry.outcome === 'unknown' ? 'warning' : 'danger'}
            title={problem.message}
          >
            {problem.hint}
            {Object.entries(problem.fields ?? {}).map(([name, words]) => (
              <p key={name}>
                {fieldWord(name)}: {words}
              </p>
            ))}
          </Banner>
        )}
        {changes && Object.keys(changes).length > 0 && (
          <Section title="What changed">
            <ChangeList changes={changes} />
          </Section>
        )}
        <DescriptionList>
          <Description label="Target">
            <TargetLink entry={entry} />
          </Description>
          {entry.targetId && (
            <Description label="Target id">
              <MonoId id={entry.targetId} copyLabel="Copy target id" full />
            </Description>
          )}
          <Description label="Who" meta={roleWord(entry.actorRole)}>
            <ActorLink entry={entry} onFollow={onClose} />
          </Description>
          <Description label="Reason">{entry.reason ?? <Unknown label="None given" />}</Description>
          {entry.settled && (
            <Description label="Resolved by" meta={entry.settled.note}>
              {entry.settled.by}
            </Description>
          )}
          <Description label="Started">
            <ExactTime at={entry.at} /> (<RelativeTime at={entry.at} />)
          </Description>
          <Description label="Outcome recorded">
            {entry.endedAt ? <ExactTime at={entry.endedAt} /> : 'Not yet'}
          </Description>
          <Id label="Telnyx request id" id={entry.telnyxRequestId} full />
          <Id label="Request id" id={entry.requestId} full />
          <Id label="Command id" id={entry.commandId} full />
          {typeof detail?.job === 'string' && (
            <Description label="Part of">
              <Link href={jobHref(detail.job)} className="rounded-sm text-accent hover:underline">
                a job
              </Link>
            </Description>
          )}
          {/* A hash links the row to all rows before it. */}
          <Id label={`Hash of row ${formatNumber(entry.id)}`} id={entry.hash} />
          <Id label="Hash of outcome" id={entry.endHash} />
        </DescriptionList>
        {asked.length > 0 && (
          <Section title="Request">
            <DescriptionList>
              {asked.map(([name, value]) => (
                <Description key={name} label={fieldWord(name)}>
                  {name === 'ticket' && typeof value === 'string' ? <Ticket ticket={value} /> : valueWord(value)}
                </Description>
              ))}
            </DescriptionList>
          </Section>
        )}
      </div>
    </Dialog>
  )
}

function Id({ label, id, full }: { label: string; id: string | null; full?: boolean }) {
  if (!id) return null
  return (
    <Description label={label}>
      <MonoId id={id} copyLabel={`Copy ${label.toLowerCase()}`} full={full} />
    </Description>
  )
}

function ChangeList({ changes }: { changes: Changes }) {
  return (
    <ul className="divide-y divide-border rounded-lg border border-border">
      {changesOf(changes).map(({ field, label, before, after }) => (
        <li key={field} className="grid gap-1 px-3 py-2">
          <span className="text-muted text-xs">{label}</span>
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 [overflow-wrap:anywhere]">
            <span className="sr-only">from</span>
            <span className="text-muted">{before ?? 'None'}</span>
            <ArrowRight aria-hidden className="size-3.5 shrink-0 text-muted" />
            <span className="sr-only">to</span>
            <span className="font-medium">{after}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
