import { AllocationGauge } from '@/components/charts/allocation-gauge'
import { FigureLink } from '@/components/ui/figure-link'
import { formatCount, formatNumber } from '@/components/ui/number'
import { type PoolAnswer, poolShares } from '@/lib/channels'
import type { ChannelPool } from '@/lib/managed-account'

/** How the channel pool is allocated, and for how many accounts the limit is known. */
export function PoolGauge({ pool, known }: { pool: ChannelPool; known: PoolAnswer['known'] }) {
  const shares = poolShares(pool, known.sum)
  const unknown = known.of - known.accounts
  return (
    <AllocationGauge
      label="Allocated"
      total={pool.pool}
      unit="channels"
      segments={[
        {
          key: 'known',
          label: 'Known limits',
          value: shares.known,
          tone: 'accent',
          note: known.of > 0 && (
            <>
              for{' '}
              <FigureLink href="/channels?limit=known" figure={known.accounts}>
                {formatNumber(known.accounts)} of {formatCount(known.of, 'account')}
              </FigureLink>
            </>
          ),
        },
        {
          key: 'unattributed',
          label: 'Unattributed',
          value: shares.unattributed,
          tone: 'neutral',
          pattern: 'stripes',
          note: known.of > 0 && (
            <>
              among{' '}
              <FigureLink href="/channels?limit=unknown" figure={unknown}>
                {formatCount(unknown, 'account')}
              </FigureLink>{' '}
              whose limit is unknown
            </>
          ),
        },
      ]}
    />
  )
}
