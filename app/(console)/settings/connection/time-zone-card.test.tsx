import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ComponentProps } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, it } from 'vitest'
import { TimeZoneCard } from './time-zone-card'

const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>

it('the server renders no list of time zones, because the browser’s may differ', () => {
  const html = renderToString(
    <AppRouterContext value={noRouter}>
      <QueryClientProvider client={new QueryClient()}>
        <TimeZoneCard />
      </QueryClientProvider>
    </AppRouterContext>,
  )
  expect(html).toContain('<datalist')
  expect(html).not.toContain('<option')
})
