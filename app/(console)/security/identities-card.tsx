import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { OwnSecurity } from '@/lib/operator'

/** The operator's single sign-on identities. They are managed at the issuer, so there are no actions here. */
export function IdentitiesCard({ identities }: { identities: OwnSecurity['identities'] }) {
  return (
    <Card title="Single sign-on" padded={false}>
      <ul className="divide-y divide-border">
        {identities.map(identity => (
          <li key={`${identity.issuer} ${identity.email}`} className="px-4 py-3">
            <p className="font-medium [overflow-wrap:anywhere]">{identity.email ?? 'Without an e-mail address'}</p>
            <p className="text-muted text-xs [overflow-wrap:anywhere]">
              {identity.issuer}, since <RelativeTime at={identity.createdAt} />
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
