import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '../..')

const skipped = new Set(['node_modules', '.git', '.data', 'migrations', 'test-results', 'playwright-report'])

/** Every TypeScript source of a folder, as paths from the project's root with forward slashes. */
export function sourcesUnder(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const place = path.posix.join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesUnder(place)
    return /\.tsx?$/.test(entry.name) ? [place] : []
  })
}

export function readSource(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
}

/** Removes comments: they say nothing about what the code does. */
export function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}

/** What a file imports: packages by name, our own files as paths from the root. */
export function importsOf(file: string): string[] {
  const source = withoutComments(readSource(file))
  const found = [
    ...source.matchAll(/\b(?:import|export)\s[^'";]*?\sfrom\s*['"]([^'"]+)['"]/g),
    ...source.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ].map(match => match[1] ?? '')
  return found.map(name => {
    if (name.startsWith('@/')) return name.slice(2)
    if (name.startsWith('.')) return path.posix.normalize(path.posix.join(path.posix.dirname(file), name))
    return name
  })
}

export function isClient(file: string): boolean {
  return /^\s*['"]use client['"]/.test(withoutComments(readSource(file)))
}
