// A console as docs/operations.md installs it: by deploy/install.sh, the unit's command and settings, and the example of
// nginx, run by a user without privileges.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from './console'

export const nginxProgram = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync)

const idOf = (kind: '-u' | '-g') => Number(execFileSync('id', [kind, 'nobody'], { encoding: 'utf8' }))
/** Root gives its privileges away; anybody else has none. */
const identity = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}

/** A folder that belongs to the user without privileges. On the disk: a release is large, and memory may forbid native code. */
export function ownFolder(): string {
  const folder = mkdtempSync('/var/tmp/reseller-console-installed-')
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(folder, identity.uid, identity.gid)
  return folder
}

const environmentOf = (home: string): NodeJS.ProcessEnv => ({
  NODE_ENV: 'production',
  PATH: process.env.PATH ?? '',
  HOME: home,
})

/** Runs a line of the documents in this folder, as the user without privileges. */
export async function run(line: string, folder: string): Promise<string> {
  // What it makes is nobody else's.
  const { stdout } = await promisify(execFile)('sh', ['-c', `umask 077; ${line}`], {
    ...{ cwd: folder, env: environmentOf(folder), ...identity, maxBuffer: 64 * 1024 * 1024 },
  })
  return stdout
}

/** Installs this checkout; afterwards the folder is read-only, as the file system of an image. */
export async function install(folder: string): Promise<string> {
  // Beside the state folders, one of which has the name of the product.
  const target = process.env.E2E_INSTALLED ?? path.join(folder, 'release')
  if (!existsSync(target)) await run(`umask 022; '${path.resolve('deploy/install.sh')}' '${target}'`, folder)
  await run(`chmod -R a-w '${target}' && mkdir -p ${stateFolders}`, folder)
  return target
}

const unit = readFileSync('deploy/reseller-console.service', 'utf8')
const [, program = '', programArguments = ''] = /^ExecStart=(\S+) (.+)$/m.exec(unit) ?? []
/** The settings of the unit, with the folders that systemd makes (StateDirectory) below another one. */
const ofUnit = (folder: string) =>
  Object.fromEntries(
    [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value = '']) => [
      name,
      value.replace('/var/lib/', `${folder}/`),
    ]),
  )
const stateFolders = /^StateDirectory=(.+)$/m.exec(unit)?.[1] ?? ''

/** One process of the installed console, with the unit's settings and these. */
export class InstalledConsole {
  output = ''
  #child: ChildProcess | null = null

  private constructor(
    readonly port: number,
    private readonly release: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static prepare(port: number, release: string, folder: string, settings: Record<string, string>): InstalledConsole {
    return new InstalledConsole(port, release, {
      ...environmentOf(folder),
      ...ofUnit(folder),
      ...settings,
      PORT: String(port),
    })
  }

  async start(): Promise<void> {
    const child = spawn(existsSync(program) ? program : process.execPath, programArguments.split(' '), {
      ...{ cwd: this.release, env: this.env, detached: true, ...identity },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (this.output += chunk))
    for (let tries = 0; tries < 900; tries += 1) {
      if (child.exitCode !== null) throw new Error(`The console did not start:\n${this.output}`)
      if ((await this.get('/health/ready').catch(() => null))?.ok) return
      await pause(200)
    }
    throw new Error(`The console is not ready:\n${this.output}`)
  }

  /** Runs a command of package.json beside it, with its settings. Rejects when the command fails. */
  async command(name: string): Promise<string> {
    const { stdout } = await promisify(execFile)('npm', ['run', name], {
      cwd: this.release,
      env: this.env,
      ...identity,
    })
    return stdout
  }

  /** Asks this process itself, past the proxy. */
  get(where: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${where}`, { headers, redirect: 'manual' })
  }

  /** The link that sets up the first owner. */
  get link(): string {
    return /https?:\/\/\S+\/setup\?token=\S+/.exec(this.output)?.[0] ?? ''
  }

  /** SIGKILL is for the whole group: npm start's process and the server behind it. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (!child?.pid || child.exitCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    if (signal === 'SIGKILL') process.kill(-child.pid, signal)
    else child.kill(signal)
    await gone
  }
}

export type Proxy = { port: number; url: string; stop(): Promise<void> }

/** The example of nginx with other ports, name and certificate, in front of these consoles. */
export async function startNginx(folder: string, port: number, consoles: readonly { port: number }[]): Promise<Proxy> {
  const place = path.join(folder, `nginx-${port}`)
  mkdirSync(path.join(place, 'tls'), { recursive: true })
  const documented = /openssl req -x509 [\s\S]+?fullchain\.pem/.exec(readFileSync('docs/operations.md', 'utf8'))?.[0]
  const local = (text = '') =>
    text.replaceAll('console.example.com', 'localhost').replaceAll('/etc/nginx/tls', `${place}/tls`)
  const site = local(readFileSync('deploy/nginx.conf', 'utf8'))
    .replace(/^ +listen \[::\].+\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
    .replace('listen 443 ', `listen 127.0.0.1:${port} `)
    .replace('    server 127.0.0.1:3000;\n', consoles.map(one => `    server 127.0.0.1:${one.port};\n`).join(''))
  writeFileSync(path.join(place, 'site.conf'), site)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    kind => `${kind}_temp_path ${place}/${kind};`,
  )
  writeFileSync(
    path.join(place, 'nginx.conf'),
    `daemon off; pid ${place}/pid; error_log ${place}/error.log; events {} http { access_log off; ${temporary.join(' ')} include ${place}/site.conf; }`,
  )
  if (identity.uid !== undefined) execFileSync('chown', ['-R', `${identity.uid}:${identity.gid}`, place])
  await run(local(documented), folder)
  const child = spawn(nginxProgram ?? 'nginx', ['-p', place, '-c', path.join(place, 'nginx.conf')], {
    ...{ stdio: 'ignore', ...identity },
  })
  const gone = new Promise(resolve => child.once('exit', resolve))
  return {
    port,
    url: `https://localhost:${port}`,
    stop: async () => {
      child.kill('SIGTERM')
      await gone
    },
  }
}

export const remove = (folder: string) => {
  execFileSync('chmod', ['-R', 'u+w', folder])
  rmSync(folder, { recursive: true, force: true })
}
