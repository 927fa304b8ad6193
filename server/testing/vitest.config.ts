import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { SlowFirst } from './slow-first'

const root = path.resolve(import.meta.dirname, '../..')
// `server-only` throws outside React's server build. It is for the bundler: tests replace it with an empty module.
const alias = { '@': root, 'server-only': path.join(root, 'server/testing/empty.ts') }

/** Short-lived objects die before they are moved. */
const execArgv = ['--max-semi-space-size=64']

/** Reads what the other test files left, so it runs after them. */
const judgesTheRun = 'server/audit/recorded.test.ts'

export default defineConfig({
  root,
  resolve: { alias },
  test: {
    // More than the two cores, because some files wait for a real clock, such as another process's. On PostgreSQL more of them do.
    maxWorkers: process.env.TEST_DATABASE_URL ? 5 : 3,
    sequence: { sequencer: SlowFirst },
    globalSetup: ['server/testing/setup.ts'],
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'node',
          root,
          environment: 'node',
          execArgv,
          // Files in one worker share modules, the database engine and the compiled contract; none mocks a module.
          isolate: false,
          include: ['lib/**/*.test.ts', 'server/**/*.test.ts'],
          exclude: [judgesTheRun],
          // Only against hanging: so generous that a busy machine does not decide a test.
          testTimeout: 90_000,
          expect: { poll: { timeout: 10_000, interval: 20 } },
          hookTimeout: 90_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        resolve: { alias },
        plugins: [react()],
        test: {
          name: 'components',
          root,
          environment: 'jsdom',
          execArgv,
          isolate: false,
          // As above: the first import of a part is slow on a busy machine.
          testTimeout: 90_000,
          sequence: { groupOrder: 1 },
          include: ['components/**/*.test.tsx', 'app/**/*.test.tsx'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'record',
          root,
          environment: 'node',
          isolate: false,
          sequence: { groupOrder: 2 },
          include: [judgesTheRun],
        },
      },
    ],
  },
})
