import { build } from './build-fresh'

// `npm run build`
try {
  await build({ flags: process.argv.slice(2) })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
