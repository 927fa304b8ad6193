// Adds the optional binary packages of other platforms to package-lock.json. A registry mirror that serves only one
// platform makes npm leave the others out, and `npm ci` then fails elsewhere.
// Run after every change of dependencies: npm run lock:complete
import { readFileSync, writeFileSync } from 'node:fs'

type Entry = {
  version?: string
  optional?: boolean
  dev?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> }

/** Reads os, cpu and libc out of a binary package's name; undefined when the name does not say. */
function platformOf(name: string): Pick<Entry, 'os' | 'cpu' | 'libc'> {
  const os = /(darwin|win32|linux|freebsd|openbsd|netbsd|android|sunos|aix|openharmony)/.exec(name)?.[1]
  const cpu = /(?:^|[-/])(x64|arm64|ia32|arm|riscv64|ppc64|s390x|loong64|mips64el|wasm32)(?:$|[-])/.exec(name)?.[1]
  const libc = /musl/.test(name) ? 'musl' : /gnu(?:$|eabi)/.test(name) ? 'glibc' : undefined
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) }
}

let added = 0
for (const [parentPath, parent] of Object.entries(lock.packages)) {
  if (parentPath === '') continue
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const nested = `${parentPath}/node_modules/${name}`
    const top = `node_modules/${name}`
    if (lock.packages[nested]) continue
    const version = range.replace(/^[\^~>=]+/, '')
    const hoisted = lock.packages[top]
    if (hoisted?.version === version || (hoisted && range !== version)) continue
    lock.packages[hoisted ? nested : top] = {
      version,
      ...(parent.dev && { dev: true }),
      optional: true,
      ...platformOf(name),
    }
    added++
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional platform packages added to package-lock.json`)
