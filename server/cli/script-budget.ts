import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { printTable } from './bench/figures'

/** Kilobytes, a little above what the page loads today. 155 of them are React, Next.js and the query client. */
export const budgets: Record<string, number> = {
  '/': 201,
  '/accounts': 247,
  '/accounts/[id]': 211,
  '/accounts/import': 264,
  '/accounts/new': 237,
  '/approvals': 219,
  '/audit': 226,
  '/billing': 236,
  '/channels': 226,
  '/channels/limits': 257,
  '/jobs': 213,
  '/jobs/[id]': 223,
  '/organization': 227,
  '/security': 188,
  '/settings/connection': 190,
  '/settings/operators': 212,
  '/settings/status': 185,
}
/** Pages before sign-in. */
const usual = 204

type Manifest = { entryJSFiles: Record<string, string[]> }

/**
 * Prints the script that each page of the build loads first, by gzip -9, next to its budget.
 * @returns a sentence for each page that exceeds its budget
 */
export function overBudget(): string[] {
  const dist = process.env.NEXT_DIST_DIR ?? '.next'
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(dist, 'build-manifest.json'), 'utf8')) as {
    rootMainFiles: string[]
  }
  const sizes = new Map<string, number>()
  const sizeOf = (file: string) => {
    const size = sizes.get(file) ?? gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length
    sizes.set(file, size)
    return size
  }
  const app = path.join(dist, 'server', 'app')
  const pages = readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter(file => path.basename(file) === 'page_client-reference-manifest.js')
    .map(file => {
      const folders = path.dirname(file).split(path.sep)
      const page = `/${folders.filter(one => one !== '.' && !one.startsWith('(')).join('/')}`
      const files = new Set([...rootMainFiles, ...chunksOf(path.join(app, file))])
      const kB = Math.round([...files].reduce((sum, one) => sum + sizeOf(one), 0) / 1_000)
      return { page, kB, budget: budgets[page] ?? usual }
    })
    .sort((a, b) => a.page.localeCompare(b.page))
  const rows = pages.map(({ page, kB, budget }) => [page, kB, budget])
  printTable('Script of a first visit, kB gzip', ['', 'kB', 'budget'], rows)
  return pages
    .filter(({ kB, budget }) => kB > budget)
    .map(({ page, kB, budget }) => `${page} loads ${kB} kB of script at first; its budget is ${budget} kB.`)
}

/** What a page and the layouts around it load. */
function chunksOf(manifest: string): string[] {
  const text = readFileSync(manifest, 'utf8')
  const { entryJSFiles } = JSON.parse(text.slice(text.indexOf('= {') + 2).replace(/;\s*$/, '')) as Manifest
  return Object.entries(entryJSFiles).flatMap(([entry, chunks]) => (/\/(layout|page)$/.test(entry) ? chunks : []))
}
