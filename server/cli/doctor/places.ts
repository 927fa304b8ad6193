import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import path from 'node:path'
import { checkpointFile } from '../../audit/checkpoint-file'
import { hasSpace } from '../../platform/db/open-error'
import { type Env, risksCommits } from '../../platform/env'
import { fileSettings } from '../../platform/secret-files'
import { type Finding, ok, problem, warning } from './finding'

/** Bytes. */
const fewBytes = 1_000_000_000

export function checkNode(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 20)
    ? ok('Node.js', `Version ${version}.`)
    : problem('Node.js', `Version ${version} is too old.`, 'Install Node.js 20.20 or newer.')
}

/** Folders and files of this machine: who may read them, and whether there is room. */
export function checkPlaces(env: Env, secrets: string): Finding[] {
  return [...(env.DATABASE_URL ? [] : checkDataFolder(env)), ...checkSecrets(secrets), checkCheckpoints(env)]
}

function checkDataFolder(env: Env): Finding[] {
  const dataDir = path.resolve(env.DATA_DIR)
  const power = checkDurability(env)
  const place = existing(dataDir)
  if (!isWritable(place)) {
    return [
      ...power,
      problem(
        'DATA_DIR',
        `This user cannot write to ${place}.`,
        'Give it to the user that runs the console, or set DATA_DIR.',
      ),
    ]
  }
  const open = place === dataDir && process.platform !== 'win32' && (statSync(place).mode & 0o077) !== 0
  const rights = open
    ? warning('DATA_DIR', `Other users of this machine can enter ${dataDir}.`, `Close it: chmod 700 '${dataDir}'`)
    : ok('DATA_DIR', `${dataDir}${place === dataDir ? '' : ' (made by the first start)'}.`)
  return [...power, rights, checkRoom('Disk of DATA_DIR', place)]
}

function checkDurability(env: Env): Finding[] {
  const about = 'Embedded database'
  const words = 'It survives a killed process but not a power cut, and serves only one process.'
  if (env.CONSOLE_MODE === 'demo') return []
  if (risksCommits(env)) {
    const todo =
      'Set DATABASE_URL to a PostgreSQL database, or accept the risk: EMBEDDED_DATABASE_MAY_LOSE_COMMITS=yes.'
    return [problem(about, `${words} A start with Telnyx’s own API is refused.`, todo)]
  }
  const todo = 'Set DATABASE_URL to a PostgreSQL database before the console manages accounts that matter.'
  return [warning(about, words, todo)]
}

function checkRoom(about: string, place: string): Finding {
  const { bavail, bsize } = statfsSync(place)
  const free = bavail * bsize
  const words = `${(free / 1e9).toFixed(1)} GB free.`
  if (free >= fewBytes) return ok(about, words)
  const todo = 'Make room, or move the folder to another disk.'
  return hasSpace(place) ? warning(about, words, todo) : problem(about, words, todo)
}

/** If others may read it, reading the settings has failed before. */
function checkSecrets(file: string): Finding[] {
  return existsSync(file)
    ? [ok('SECRETS_FILE', `${file}, readable by this user only. Keep a copy of it, separate from the database.`)]
    : []
}

/** Where containers find their secrets. All users of the container may read them, but it has only one. */
const ofContainer = '/run/secrets/'

/** Files that hold one secret each; reading the settings has shown that they can be read. */
export function checkSecretFiles(settings: Record<string, string | undefined>): Finding[] {
  return fileSettings.flatMap(name => {
    const file = settings[name]
    if (!file?.trim() || process.platform === 'win32') return []
    const mayOthersRead = !file.startsWith(ofContainer) && (statSync(file).mode & 0o007) !== 0
    return mayOthersRead
      ? warning(name, `Other users of this machine can read ${file}.`, `Close it: chmod o= '${file}'`)
      : ok(name, `${file}, closed to other users.`)
  })
}

function checkCheckpoints(env: Env): Finding {
  const about = 'AUDIT_CHECKPOINTS'
  if (!env.AUDIT_CHECKPOINTS) {
    return warning(
      about,
      'Not set: if the end of the audit record is cut off and an older head is restored, nobody notices.',
      'Set it to a file on another machine or disk, to which the database server has no access.',
    )
  }
  const file = checkpointFile(env.AUDIT_CHECKPOINTS)
  const place = existing(file)
  return isWritable(place)
    ? ok(about, `${file}.`)
    : problem(about, `This user cannot write to ${place}.`, 'Give it to the user that runs the console.')
}

/** The path itself, or the nearest folder above it that exists. */
function existing(place: string): string {
  return existsSync(place) || path.dirname(place) === place ? place : existing(path.dirname(place))
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}
