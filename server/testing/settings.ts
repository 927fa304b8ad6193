import { type Settings, settingsOf } from '@/server/context'
import { parseEnv } from '@/server/platform/env'

/** The settings of a console in tests and benches: the defaults, in a demo that sends at once. */
export function testSettings(baseUrl: string): Settings {
  return settingsOf(
    parseEnv({
      TELNYX_API_KEY: 'a key of a test or bench',
      TELNYX_BASE_URL: baseUrl,
      APP_URL: 'http://localhost:3000',
      AUTH_SECRET: 'a secret of a test or bench, 32 or more characters',
      CONSOLE_MODE: 'demo',
      DISABLE_GRACE: '0',
    }),
  )
}
