import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { fileSettings } from '@/server/platform/secret-files'
import { settingNames } from '../platform/env'
import { longestBody, longestFile } from '../platform/http/rules'
import { readSource, root } from './sources'

// The files of deploy/ are run by other programs. Here: that they can be read, and agree with the console and each other.
// e2e/installed.spec.ts runs what needs no container engine (npm run test:full).

const dockerfile = readSource('deploy/Dockerfile')
const unit = readSource('deploy/reseller-console.service')
const nginx = readSource('deploy/nginx.conf')
const operations = readSource('docs/operations.md')

type Service = {
  environment?: Record<string, string>
  secrets?: string[]
  volumes?: string[]
  networks?: string[]
  ports?: string[]
  command?: string[]
  depends_on?: Record<string, unknown>
  [name: string]: unknown
}
const compose = parse(readSource('deploy/compose.yaml')) as {
  services: Record<string, Service>
  secrets: Record<string, { file: string }>
  volumes: Record<string, null>
  networks: Record<string, unknown>
}
const { scripts, engines, version } = JSON.parse(readSource('package.json'))
const start: string = scripts.start

/** Instructions with their arguments; continued lines are joined. */
const instructions = dockerfile
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter(line => line && !line.startsWith('#'))
  .map(line => /^([A-Z]+)\s+(.+)$/.exec(line.trim()))

/** Names that a setting may have in deploy/: the console's, and those of Node.js. */
const known = new Set([...settingNames, 'NODE_ENV'])

const valuesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1] ?? '')

describe('the image', () => {
  it('has only existing instructions, on a pinned base, and does not run as root', () => {
    const names = instructions.map(found => found?.[1])
    const existing = 'FROM WORKDIR COPY RUN ENV USER EXPOSE HEALTHCHECK CMD'.split(' ')
    for (const name of names) expect(existing).toContain(name)
    const bases = instructions.filter(found => found?.[1] === 'FROM').map(found => found?.[2]?.split(' ')[0])
    expect(new Set(bases)).toEqual(new Set(['node:20-bookworm-slim']))
    expect(engines.node).toMatch(/^>=20\./)
    expect(names.lastIndexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'))
    expect(dockerfile).toMatch(/^USER node$/m)
  })

  it('starts as npm start does, and checks the health where the console answers', () => {
    const commands = instructions.filter(found => found?.[1] === 'CMD').map(found => JSON.parse(found?.[2] ?? ''))
    expect(commands.map(command => command.join(' '))).toEqual([start])
    const health = /HEALTHCHECK .*CMD (\[.+\])/.exec(dockerfile.replace(/\\\n\s*/g, ''))?.[1]
    const [program, , script] = JSON.parse(health ?? '')
    expect(program).toBe('node')
    const route = /'(\/health\/\w+)'/.exec(script)?.[1]
    expect(existsSync(path.join(root, 'app', route ?? 'missing', 'route.ts'))).toBe(true)
    execFileSync('node', ['--check', '-'], { input: script })
  })

  it('receives only what its script copies', () => {
    const ignored = readSource('deploy/Dockerfile.dockerignore')
    const allowed = valuesIn(ignored, /^!(.+)$/gm)
    expect(ignored).toMatch(/^\*$/m)
    const script = readSource('deploy/install.sh')
    const copied = (/^cp -R ([^"]+) "\$work\/build"/m.exec(script)?.[1] ?? '').split(/[\s\\]+/).filter(Boolean)
    expect([...copied, 'deploy/install.sh'].sort()).toEqual([...allowed].sort())
    for (const name of allowed) expect(existsSync(path.join(root, name)), name).toBe(true)
    execFileSync('sh', ['-n', 'deploy/install.sh'], { cwd: root })
  })
})

describe('the services of containers', () => {
  const { console: console_, proxy, database } = compose.services

  it('have only the privileges that they need', () => {
    for (const service of [console_, proxy]) {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
      expect(service).not.toHaveProperty('privileged')
      expect(service).not.toHaveProperty('cap_add')
    }
    expect(
      Object.entries(compose.services)
        .filter(([, one]) => one.ports)
        .map(([name]) => name),
    ).toEqual(['proxy'])
    expect(database?.networks).toEqual(['back'])
    expect(database?.image).toMatch(/^postgres:17-/)
  })

  it('name only existing settings, secrets, volumes and networks', () => {
    for (const [name, value] of Object.entries(console_?.environment ?? {})) {
      expect(known, name).toContain(name)
      if (name.endsWith('_FILE')) expect(console_?.secrets).toContain(path.basename(value))
    }
    for (const service of Object.values(compose.services)) {
      for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret)
      for (const network of service.networks ?? []) expect(compose.networks).toHaveProperty(network)
      for (const volume of service.volumes ?? []) {
        const [from = ''] = volume.split(':')
        if (!from.startsWith('.')) expect(compose.volumes).toHaveProperty(from)
      }
      for (const other of Object.keys(service.depends_on ?? {})) expect(compose.services).toHaveProperty(other)
    }
    for (const [name, { file }] of Object.entries(compose.secrets)) {
      expect(file).toBe(`./secrets/${name}`)
      expect(operations, 'the documents make it').toMatch(new RegExp(`> ${name}\\b`))
    }
    expect(console_?.image).toBe(`reseller-console:${version}`)
  })
})

describe('the unit of systemd', () => {
  it('starts as npm start does, with existing settings', () => {
    expect(/^ExecStart=\/usr\/bin\/(.+)$/m.exec(unit)?.[1]).toBe(start)
    for (const name of valuesIn(unit, /^Environment=([A-Z_]+)=/gm)) expect(known, name).toContain(name)
    const settings = /> \.\.\/settings << END\n(.*?)\nEND/s.exec(operations)?.[1] ?? ''
    const given = valuesIn(settings, /^([A-Z_]+)=/gm)
    expect(given.length).toBeGreaterThan(3)
    for (const name of given) expect(known, name).toContain(name)
  })

  it('is understood by systemd', context => {
    if (spawnSync('systemd-analyze', ['--version']).error) return context.skip('systemd is not installed')
    const { stderr } = spawnSync('systemd-analyze', ['verify', 'deploy/reseller-console.service'], { encoding: 'utf8' })
    // The machine of a test has no such user and another Node.js.
    expect(stderr.split('\n').filter(line => /reseller-console\.service:\d+:/.test(line))).toEqual([])
  })
})

describe('the example of nginx', () => {
  it('has the same ports, bodies, proxies and idle connections as the console', () => {
    const port = '3000'
    expect(valuesIn(nginx, /server 127\.0\.0\.1:(\d+);/g)).toEqual([port])
    expect(unit).toContain(`Environment=PORT=${port}\n`)
    expect(dockerfile).toContain(`EXPOSE ${port}`)
    expect(compose.services.proxy?.command?.at(-1)).toContain(`s/127\\.0\\.0\\.1:${port}/console:${port}/`)
    expect(valuesIn(nginx, /client_max_body_size (\w+);/g)).toEqual([
      `${longestBody / 1024}k`,
      `${longestFile / 1024 / 1024}m`,
      `${longestFile / 1024 / 1024}m`,
    ])
    const rules = readSource('server/platform/http/rules.ts')
    for (const screen of valuesIn(nginx, /location = (\S+)/g)) expect(rules).toContain(`'${screen}'`)
    const idle = Number(/keepAliveMs = ([\d_]+)/.exec(readSource('server/cli/start.ts'))?.[1]?.replace('_', '')) / 1_000
    const [ofUpstream] = valuesIn(nginx, /^ {4}keepalive_timeout (\d+)s;/gm)
    expect(Number(ofUpstream)).toBeLessThan(idle)
    for (const text of [unit, readSource('deploy/compose.yaml')]) expect(text).toMatch(/TRUSTED_PROXIES[=:] ?["']?1/)
  })

  it('is understood by nginx', context => {
    const program = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync)
    if (!program) return context.skip('nginx is not installed')
    const folder = mkdtempSync(path.join(os.tmpdir(), 'nginx-'))
    try {
      mkdirSync(path.join(folder, 'tls'))
      execFileSync(
        'openssl',
        [
          ...'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=console.example.com'.split(' '),
          ...['-keyout', path.join(folder, 'tls/privkey.pem'), '-out', path.join(folder, 'tls/fullchain.pem')],
        ],
        { stdio: 'ignore' },
      )
      writeFileSync(path.join(folder, 'site.conf'), nginx.replaceAll('/etc/nginx/tls', path.join(folder, 'tls')))
      const main = `pid ${folder}/pid; error_log stderr; events {} http { access_log off; include ${folder}/site.conf; }`
      writeFileSync(path.join(folder, 'nginx.conf'), main)
      const { status, stderr } = spawnSync(program, ['-t', '-q', '-p', folder, '-c', path.join(folder, 'nginx.conf')], {
        encoding: 'utf8',
      })
      expect(stderr.replace(/^.*deprecated.*$/gm, '').trim()).toBe('')
      expect(status).toBe(0)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('docs/operations.md', () => {
  it('names the files of deploy/, and a setting for each secret', () => {
    for (const name of readdirSync(path.join(root, 'deploy')))
      if (!name.endsWith('.dockerignore') && /^[a-zA-Z.-]+$/.test(name) && !['secrets', 'tls', '.env'].includes(name))
        expect(operations, name).toContain(`deploy/${name}`)
    for (const name of fileSettings) expect(operations).toContain(name.replace(/_FILE$/, ''))
  })
})
