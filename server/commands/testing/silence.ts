import { eq, sql } from 'drizzle-orm'
import type { Db } from '@/server/platform/db/client'
import { processes } from '@/server/platform/db/schema'

/** Makes a process silent for this long, without waiting. */
export async function silence(db: Db, id: string | null, seconds: number): Promise<void> {
  await db
    .update(processes)
    .set({ heartbeatAt: sql`${processes.heartbeatAt} - make_interval(secs => ${seconds})` })
    .where(eq(processes.id, id ?? ''))
}
