import 'server-only'
import { sql } from 'drizzle-orm'
import { services } from './boot'

export async function isHealthy(): Promise<boolean> {
  try {
    const { db } = await services()
    await db.execute(sql`select 1`)
    return true
  } catch {
    return false
  }
}
