// `npm start`: the real console. Settings come from the environment (and .env files, which Next reads); server/env.ts checks them.
import { existsSync } from 'node:fs'
import { followChild, runNext } from './next-process'

if (!existsSync(`${process.env.NEXT_DIST_DIR ?? '.next'}/BUILD_ID`)) {
  console.error('There is no build yet. Run `npm run build` first.')
  process.exit(1)
}

followChild(runNext(['start', '-p', process.env.PORT ?? '3000'], {}))
