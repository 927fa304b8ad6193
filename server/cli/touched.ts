/** The journeys that use a screen, an entity or a shared part, by the name of its folder or file. */
export const journeysByName: Readonly<Record<string, readonly string[]>> = {
  accounts: ['table', 'disable', 'create'],
  approvals: ['jobs'],
  audit: ['craft'],
  auth: ['sign-in'],
  billing: ['billing'],
  channels: ['channels'],
  commands: ['disable'],
  confirm: ['security'],
  'data-table': ['table', 'phone'],
  drift: ['table'],
  export: ['export'],
  form: ['create'],
  history: ['history'],
  http: ['requests'],
  import: ['import'],
  jobs: ['jobs'],
  join: ['security'],
  'list-screen': ['table', 'phone'],
  operators: ['roles', 'security'],
  mirror: ['faults'],
  organization: ['organization'],
  overview: ['craft', 'palette'],
  palette: ['palette'],
  security: ['security'],
  selections: ['jobs'],
  session: ['sign-in'],
  settings: ['roles'],
  setup: ['lifecycle'],
  shell: ['faults', 'sign-in', 'table'],
  'sign-in': ['sign-in'],
  telnyx: ['faults'],
  ui: ['table'],
  views: ['views'],
  web: ['requests', 'sign-in'],
}

const shipped = /^(app|components|lib|server|public)\/|^(proxy|instrumentation|next\.config)\.[jt]s$/
const apart = /\.test\.tsx?$|^server\/(cli|testing|sandbox)\//

/** The specs to run for changed files. Product code that matches no name runs those that every screen depends on. */
export function journeysFor(files: readonly string[]): string[] {
  const found = new Set<string>()
  for (const file of files) {
    const spec = /^e2e\/([\w-]+)\.spec\.ts$/.exec(file)?.[1]
    if (spec) found.add(spec)
    else if (file.startsWith('e2e/')) found.add('sign-in')
    else if (shipped.test(file) && !apart.test(file)) {
      const names = file.split('/').map(part => part.replace(/^_/, '').replace(/\.\w+$/, ''))
      const folders = names.slice(0, -1).flatMap(name => journeysByName[name] ?? [])
      const specs = folders.length > 0 ? folders : (journeysByName[names.at(-1) ?? ''] ?? [])
      for (const name of specs.length > 0 ? specs : ['sign-in', 'table']) found.add(name)
    }
  }
  return [...found].sort()
}
