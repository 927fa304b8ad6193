import { build } from './build-fresh'

// `npm run build`
try {
  await build()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
