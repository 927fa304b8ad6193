'use client'

import { dayText } from '@/components/charts/line'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import { Switch } from '@/components/ui/switch'
import { toast } from '@/components/ui/toast'
import { kindWords } from '@/lib/review-words'
import type { DeskView } from '@/lib/reviews'
import { useRun } from '../use-run'
import { setSecondPerson } from './actions'
import { EvidenceButtons } from './evidence-buttons'
import { reviewKeys } from './queries'

type Props = { data: DeskView; mayRule: boolean; onChoose: (round: string | null) => void }

/** Every round of this desk: when, by whom, how it ended, and its evidence. */
export function RoundList({ data, mayRule, onChoose }: Props) {
  if (data.rounds.length === 0) return null
  return (
    <Card title="Rounds" padded={false} footer={mayRule && <SecondPerson required={data.secondPerson} />}>
      <ul className="divide-y divide-border">
        {data.rounds.map(round => (
          <li key={round.id} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <button
              type="button"
              aria-current={round.id === data.round?.id || undefined}
              onClick={() => onChoose(round.id)}
              className="finger min-w-0 rounded-sm text-left font-medium hover:underline aria-current:text-accent"
            >
              <bdi className="[overflow-wrap:anywhere]">{round.name}</bdi>
            </button>
            <Badge>{kindWords[round.kind]}</Badge>
            {round.population && <span className="text-muted">{round.population}</span>}
            <span className="text-muted">
              {round.state === 'open' ? (
                `Open${round.dueOn ? `, due ${dayText(round.dueOn)}` : ''}`
              ) : (
                <>
                  Signed off by {round.signedOffBy} <RelativeTime at={round.signedOffAt ?? round.openedAt} />
                </>
              )}
            </span>
            {round.state === 'signed_off' && (
              <span className="flex gap-1 sm:ml-auto">
                <EvidenceButtons round={round} small />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function SecondPerson({ required }: { required: boolean }) {
  const { busy, attempt } = useRun(reviewKeys.all)
  const change = async () => {
    const changed = await attempt(setSecondPerson, { required: !required }, 'The setting was not changed')
    if (changed) toast.success(required ? 'One person may sign off alone' : 'A second person signs off')
  }
  return (
    <Switch
      label="Sign-off by a second person"
      description="A round cannot be signed off by the operator who decided more than half of it."
      checked={required}
      disabled={busy}
      onChange={() => void change()}
    />
  )
}
