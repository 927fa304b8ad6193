import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type Plugin } from 'esbuild'
import { root } from './sources'

/** The scripts that tests start as processes. */
const scripts = [
  'server/accounts/testing/create-process.ts',
  'server/cli/audit-archive.ts',
  'server/cli/audit-verify.ts',
  'server/cli/backup.ts',
  'server/cli/operators.ts',
  'server/cli/restore.ts',
  'server/commands/jobs/testing/worker-process.ts',
  'server/reviews/testing/review-process.ts',
  'server/telnyx/testing/frozen-sender.ts',
]

/** A bundle is elsewhere than its sources, which look for files beside themselves. */
const ownPlaces: Plugin = {
  name: 'own places',
  setup({ onLoad }) {
    onLoad({ filter: /\/server\/.*\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8')
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file)))
        .replaceAll('import.meta.url', JSON.stringify(`file://${file}`))
      return { contents, loader: 'ts' }
    })
  },
}

/**
 * Bundles these scripts into a new folder. A process that loads a bundle starts with a sixth of the work: without it,
 * each of more than a hundred processes compiles and resolves 600 modules.
 */
export async function bundleScripts(): Promise<{ folder: string; remove(): void }> {
  // Inside the project, so that packages are found.
  const cache = path.join(root, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const folder = mkdtempSync(path.join(cache, 'test-scripts-'))
  await build({
    absWorkingDir: root,
    entryPoints: scripts,
    outdir: folder,
    outbase: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['react-server'],
    alias: { '@': root },
    // They load files of their own.
    external: ['@electric-sql/pglite', '@node-rs/argon2', 'pg-native'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [ownPlaces],
    logLevel: 'warning',
  })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
