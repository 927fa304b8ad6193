import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createTelnyx } from '../client'

/*
 * A process that a test freezes. In a loop it takes a turn, waits for a word, sends one write, and prints the result.
 */

const [baseUrl = '', accountId = '', sendWithinMs = ''] = process.argv.slice(2)
const telnyx = createTelnyx({ apiKey: 'sandbox', baseUrl, sendWithinMs: Number(sendWithinMs) })

for (;;) {
  const permit = await telnyx.turn({ lane: 'bulk', operation: 'accounts.disable' })
  writeSync(1, 'ready\n')
  await once(process.stdin, 'data')
  const outcome = await telnyx.accounts.disable(accountId, { permit }).then(
    () => 'done',
    (error: { kind?: string; certainty?: string }) => `${error.kind}, ${error.certainty}`,
  )
  writeSync(1, `${outcome}\n`)
}
