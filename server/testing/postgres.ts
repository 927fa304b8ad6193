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
