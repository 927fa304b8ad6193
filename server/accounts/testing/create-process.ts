import { execute, Pending } from '../../commands/define'
import { processContext } from '../../testing/process-context'
import { createAccount } from '../commands/create'

// A separate process that creates one account, for tests that kill it: settings from the environment, the form as its
// argument. Prints `created`, `pending` or `refused` if it lives that long.

const { ctx, close } = await processContext('Test manager', 'manager')
const answer = await execute(createAccount, ctx, JSON.parse(process.argv[2] ?? '')).then(
  told => (told instanceof Pending ? 'pending' : 'created'),
  () => 'refused',
)
process.stdout.write(answer)
await close()
process.exit(0)
