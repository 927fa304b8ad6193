import { describe, expect, it } from 'vitest'
import { permissions } from '@/lib/permissions'
import { budgets } from '@/server/cli/script-budget'
import { manifest } from './permission-manifest'
import { readSource, root, sourcesUnder, withoutComments } from './sources'

const files = sourcesUnder('app')

/** `app/(console)/accounts/[id]/page.tsx` → `/accounts/[id]`. */
function addressOf(file: string): string {
  const segments = file
    .split('/')
    .slice(1, -1)
    .filter(segment => !/^\(.*\)$/.test(segment))
  return `/${segments.join('/')}`
}

function pagesFound(): Record<string, string> {
  const pages = files.filter(file => /\/page\.tsx$/.test(file))
  return Object.fromEntries(
    pages.map(file => {
      const asked = /\brequirePermission\('([\w.]+)'\)/.exec(withoutComments(readSource(file)))?.[1]
      return [addressOf(file), asked ?? 'public']
    }),
  )
}

function routesFound(): Record<string, string> {
  const routes = files.filter(file => /\/route\.tsx?$/.test(file))
  return Object.fromEntries(
    routes.flatMap(file => {
      const source = withoutComments(readSource(file))
      const methods = [...source.matchAll(/\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g)].map(match => match[1])
      return [...new Set(methods)].map(method => {
        const asked = new RegExp(`export const ${method} = defineRoute\\(\\s*'([\\w.]+)'`).exec(source)?.[1]
        return [`${method} ${addressOf(file)}`, asked ?? 'public']
      })
    }),
  )
}

/** Follows `export const name = defineAction(local)` to its command, and reads its permission. */
async function actionsFound(): Promise<{ asks: Record<string, string>; fresh: string[] }> {
  const asks: Record<string, string> = {}
  const fresh: string[] = []
  for (const file of files.filter(name => /^\s*['"]use server['"]/.test(readSource(name)))) {
    const source = withoutComments(readSource(file))
    for (const [, name = '', value = ''] of source.matchAll(
      /export\s+(?:const|(?:async\s+)?function)\s+(\w+)\s*=?\s*([^\n]*)/g,
    )) {
      const local = /^defineAction\((\w+)\)$/.exec(value.trim())?.[1]
      const command = local ? await commandBehind(source, local) : null
      asks[name] = local ? (command?.permission ?? 'nothing that could be found') : 'public'
      if (command?.fresh === true) fresh.push(name)
    }
  }
  return { asks, fresh: fresh.sort() }
}

async function commandBehind(source: string, local: string): Promise<{ permission: string; fresh: unknown } | null> {
  for (const [, names = '', from = ''] of source.matchAll(/import\s*\{([^}]*)\}\s*from\s*'([^']+)'/g)) {
    for (const entry of names.split(',')) {
      const [exported = '', renamed] = entry.trim().split(/\s+as\s+/)
      if ((renamed ?? exported) !== local) continue
      const module: Record<string, unknown> = await import(`${root}/${from.replace('@/', '')}.ts`)
      const command = module[exported]
      if (typeof command !== 'object' || command === null || !('permission' in command)) continue
      return { permission: String(command.permission), fresh: 'fresh' in command && command.fresh }
    }
  }
  return null
}

describe('permission manifest', () => {
  it('names every page, and each checks its permission', () => {
    expect(pagesFound()).toEqual(manifest.pages)
  })

  it('names every route, and each checks its permission', () => {
    expect(routesFound()).toEqual(manifest.routes)
  })

  it('names every action, and each command checks its permission', async () => {
    expect((await actionsFound()).asks).toEqual(manifest.actions)
  })

  it('names the actions that require a fresh proof of identity', async () => {
    expect((await actionsFound()).fresh).toEqual(manifest.fresh)
  })

  it('finds no server action outside the action files', () => {
    const inline = files.filter(file => /\n\s+['"]use server['"]/.test(readSource(file)))
    const misplaced = files.filter(
      file => /^\s*['"]use server['"]/.test(readSource(file)) && !file.endsWith('/actions.ts'),
    )
    expect([...inline, ...misplaced]).toEqual([])
  })

  it('knows no page behind the sign-in without a budget of script, or that axe never looks at', () => {
    const pages = Object.keys(manifest.pages).filter(page => manifest.pages[page] !== 'public')
    expect(Object.keys(budgets).sort()).toEqual(pages.sort())
    const seen = readSource('e2e/accessibility.spec.ts')
    // Journeys look at the page of one account or job.
    const isSeen = (page: string) => [`'${page}'`, `\`${page}\``, `\`${page}?`].some(text => seen.includes(text))
    const unseen = pages.filter(page => !page.includes('[') && !isSeen(page))
    expect(unseen).toEqual([])
  })

  it('contains no permission that no role has', () => {
    expect(Object.entries(permissions).filter(([, roles]) => roles.length === 0)).toEqual([])
  })
})
