'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { RenderedAt } from '@/components/ui/use-now'
import { getQueryClient } from './query-client'

/** `renderedAt`: epoch milliseconds. */
export function Providers({ renderedAt, children }: { renderedAt: number; children: ReactNode }) {
  return (
    <QueryClientProvider client={getQueryClient()}>
      <NuqsAdapter>
        <RenderedAt value={renderedAt}>{children}</RenderedAt>
      </NuqsAdapter>
    </QueryClientProvider>
  )
}
