import pg from 'pg'

/** Runs one text of any number of statements. */
export type RunSql = (text: string) => Promise<unknown>

/** A separate connection to a PostgreSQL server. */
export async function withClient(url: string, work: (run: RunSql) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(text => client.query(text))
  } finally {
    await client.end()
  }
}

export function administer(url: string, statement: string): Promise<void> {
  return withClient(url, run => run(statement))
}

/** Makes a database on the server: a copy of the template, or an empty one. */
export async function createDatabase(
  server: string,
  name: string,
  template: string | null = null,
): Promise<{ url: string; drop(): Promise<void> }> {
  await administer(server, `create database ${name}${template ? ` template ${template}` : ''}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(server, `drop database if exists ${name} with (force)`) }
}
