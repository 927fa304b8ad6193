import { Description, DescriptionList } from '@/components/ui/description-list'
import { Progress } from '@/components/ui/progress'
import { Status } from '@/components/ui/status'
import type { ConnectionState } from '@/lib/connection'
import { inWords, limitWords, sharedWords } from './words'

/** Telnyx's rate limit as reported, and what is left of it. */
export function RateFacts({ rate, shared }: Pick<ConnectionState, 'rate' | 'shared'>) {
  const words = limitWords(rate)
  return (
    <DescriptionList>
      <Description label="Limit" meta={sharedWords(shared)}>
        {words ?? <span className="text-muted">Rate limit unknown; pacing conservatively.</span>}
      </Description>
      <Description label="Left in this window">
        {rate.limit === null || rate.remaining === null ? null : (
          <Progress label="Requests left" value={rate.remaining} max={rate.limit} tone={toneOf(rate)} />
        )}
      </Description>
      <Description label="Window ends">
        {rate.resetsInMs === null ? <span className="text-muted">No open window</span> : inWords(rate.resetsInMs)}
      </Description>
      <Description label="Pause">
        {rate.blockedForMs === null ? (
          'Not requested'
        ) : (
          <Status tone="warning">Requested by Telnyx; requests continue {inWords(rate.blockedForMs)}</Status>
        )}
      </Description>
    </DescriptionList>
  )
}

function toneOf({ limit, remaining }: ConnectionState['rate']): 'accent' | 'warning' {
  return (remaining ?? 0) * 10 < (limit ?? 0) ? 'warning' : 'accent'
}
