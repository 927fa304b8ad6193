import './globals.css'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import { connection } from 'next/server'
import type { ReactNode } from 'react'
import { Toaster } from '@/components/ui/toaster'
import { themeCookie, themes } from '@/lib/theme'
import { EarlyInput } from './early-input'
import { Providers } from './providers'

// Used for ids and codes only. Most screens show none, so unlike the package's own font it is not preloaded.
const mono = localFont({
  src: '../node_modules/geist/dist/fonts/geist-mono/GeistMono-Regular.woff2',
  variable: '--font-geist-mono',
  preload: false,
  adjustFontFallback: false,
  fallback: ['ui-monospace', 'monospace'],
})

export const metadata: Metadata = {
  title: { default: 'Reseller Console', template: '%s · Reseller Console' },
  description: 'Managed accounts of a Telnyx manager account.',
  robots: { index: false, follow: false },
  referrer: 'same-origin',
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Renders every page per request, because the nonce of its content security policy is used once.
  await connection()
  const chosen = (await cookies()).get(themeCookie)?.value
  const theme = themes.find(one => one === chosen && one !== 'system')
  return (
    <html lang="en" data-theme={theme} className={`${GeistSans.variable} ${mono.variable}`}>
      <body>
        <EarlyInput nonce={(await headers()).get('x-nonce') ?? undefined} />
        <Providers renderedAt={Date.now()}>{children}</Providers>
        <Toaster />
      </body>
    </html>
  )
}
