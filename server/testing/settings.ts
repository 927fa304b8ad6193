import { type Services, usualPatience } from '@/server/context'

/** The settings of a console in tests and benches. */
export function testSettings(baseUrl: string): Services['settings'] {
  return {
    listLag: 30,
    disableGrace: 0,
    patience: usualPatience,
    syncInterval: 60,
    accountCap: 1_000,
    accountCapCounts: 'active',
    historyMonths: 25,
    ticketUrl: null,
    mode: 'demo',
    baseUrl,
    appUrl: 'http://localhost:3000',
  }
}
