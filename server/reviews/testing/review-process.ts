import { execute } from '../../commands/define'
import { processContext } from '../../testing/process-context'
import { decideBulk } from '../decide'
import { downloadEvidence } from '../evidence'
import { openRound } from '../open'
import { signOff } from '../sign-off'

// A separate process that does one piece of work on a review round, for tests that kill it: settings from the
// environment; the work and its input are its arguments. Prints `done` if it lives that long.

const { ctx, close } = await processContext('Killed finance', 'finance')
const [work = '', text = ''] = process.argv.slice(2)
const input = JSON.parse(text)
if (work === 'open') await execute(openRound, ctx, input)
if (work === 'bulk') await execute(decideBulk, ctx, input)
if (work === 'sign-off') await execute(signOff, ctx, input)
if (work === 'evidence') await (await downloadEvidence(ctx, input)).text()
process.stdout.write('done')
await close()
process.exit(0)
