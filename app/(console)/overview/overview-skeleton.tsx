import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonText } from '@/components/ui/skeleton'

export function OverviewSkeleton() {
  return (
    <div aria-busy="true">
      <PageHeader title="Overview" meta={<span className="opacity-0">Loading</span>} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="grid min-w-0 gap-4">
          <Card title="Needs attention">
            <SkeletonText lines={4} />
          </Card>
          <Card title="Latest activity">
            <SkeletonText lines={12} />
          </Card>
        </div>
        <div className="grid min-w-0 gap-4">
          <Card title="Managed accounts">
            <SkeletonText lines={16} />
          </Card>
          <Card title="Global outbound channels">
            <SkeletonText lines={9} />
          </Card>
        </div>
      </div>
    </div>
  )
}
