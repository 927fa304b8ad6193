import { MonoId } from '@/components/ui/mono-id'
import { RelativeTime } from '@/components/ui/relative-time'
import type { AuditEntry } from '@/lib/audit'
import { Ticket } from '../../_shell/ticket'
import { type Change, changesOf } from '../../audit/change-words'
import { Outcome } from '../../audit/outcome'
import { actionWord } from '../../audit/words'

export const entryClass = 'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 py-2.5 first:pt-0 last:pb-0'

/** One action: what was done, by whom, why, the change, and the outcome. */
export function TimelineEntry({ entry }: { entry: AuditEntry }) {
  const ticket = typeof entry.detail?.ticket === 'string' ? entry.detail.ticket : null
  const note = entry.action === 'account.note' && typeof entry.detail?.note === 'string' ? entry.detail.note : null
  const revealed =
    entry.action === 'account.reveal' && typeof entry.detail?.field === 'string' ? entry.detail.field : null
  const connections = entry.action === 'account.enable' ? connectionsWords(entry) : null
  const changes = changesOf(entry.changes)
  return (
    <li className={entryClass}>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          <span className="font-medium">{actionWord(entry.action)}</span>{' '}
          <span className="text-muted">by {entry.actorName}</span>
        </p>
        {entry.reason && <p>{entry.reason}</p>}
        {note && <p className="whitespace-pre-wrap">{note}</p>}
        {revealed && (
          <p>
            <span className="text-muted">Requested:</span> {revealed}
          </p>
        )}
        {connections && <p>{connections}</p>}
        {changes.map(change => (
          <ChangeLine key={change.field} change={change} />
        ))}
        {entry.settled && (
          <p>
            <span className="text-muted">Resolved by {entry.settled.by}:</span> {entry.settled.note}
          </p>
        )}
        {entry.problem && (
          <p className="text-muted">
            {entry.problem.message} {entry.problem.hint}
          </p>
        )}
        <p className="flex flex-wrap items-center gap-x-3 text-muted text-xs">
          <RelativeTime at={entry.at} />
          {ticket && (
            <span>
              Ticket <Ticket ticket={ticket} />
            </span>
          )}
          {entry.telnyxRequestId && (
            <span className="inline-flex items-center gap-1">
              Telnyx request <MonoId id={entry.telnyxRequestId} copyLabel="Copy request id" />
            </span>
          )}
        </p>
      </div>
      <Outcome outcome={entry.outcome} className={entry.outcome === null ? 'self-start text-muted' : 'self-start'} />
    </li>
  )
}

function connectionsWords({ detail, outcome }: AuditEntry): string | null {
  if (detail?.reenableConnections === true) return 'Re-enabling its connections was requested too.'
  return outcome === 'succeeded' ? 'Its connections stayed off.' : null
}

export function ChangeLine({ change }: { change: Change }) {
  return (
    <p>
      <span className="text-muted">{change.label}:</span> {change.before !== null && <>{change.before} → </>}
      {change.after}
    </p>
  )
}
