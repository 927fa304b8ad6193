import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonText } from '@/components/ui/skeleton'

export function OverviewSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="Overview" meta={<span className="opacity-0">Loading</span>} />
      <div className="grid gap-4">
        <div className="grid gap-4 lg:grid-cols-3">
          {['Managed accounts', 'Billing', 'Global outbound channels'].map(title => (
            <Card key={title} title={title}>
              <SkeletonText lines={9} />
            </Card>
          ))}
        </div>
        <Card title="Latest activity">
          <SkeletonText lines={10} />
        </Card>
      </div>
    </div>
  )
}
