import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createTelnyx } from '../client'

/* A process that a test freezes. Again and again: takes a turn, waits for a word, sends one write, tells what became of it. */

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
