import { sql } from 'drizzle-orm'
import { afterEach, expect, it, vi } from 'vitest'
import { KilledJob } from '@/server/commands/jobs/testing/killed-job'
import { withClient } from '../postgres'

// A roll-out: this release plays the former one, and a newer one, whose migration only adds, upgrades its database.

let job: KilledJob | null = null
afterEach(() => job?.close())

it.runIf(process.env.TEST_DATABASE_URL)(
  'an older process works on while its database is upgraded; started again, it is refused and nothing was lost',
  { timeout: 240_000 },
  async () => {
    job = await KilledJob.begin(40)
    const { sandbox } = job
    const working = job.start()
    await vi.waitFor(() => expect(job?.disables().length).toBeGreaterThan(5), { timeout: 60_000 })
    await job.onDatabase(db =>
      db.transaction(async tx => {
        await tx.execute(sql`alter table accounts add column of_a_release_to_come text`)
        await tx.execute(sql`alter table commands add column counted_later integer not null default 0`)
        await tx.execute(sql`create table kept_later (id uuid primary key)`)
        await tx.execute(
          sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('to come', ${Date.parse('2040-05-06')})`,
        )
      }),
    )
    expect(job.disables().length).toBeLessThan(sandbox.accounts().length)
    expect(await working.ended).toMatchObject({ code: 0, errors: '' })
    const again = await job.start().ended
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining('newer release') })

    const { databaseUrl } = await job.place()
    await withClient(databaseUrl ?? '', run => run("delete from drizzle.__drizzle_migrations where hash = 'to come'"))
    await job.expectDone()
    job.expectEachOnce()
  },
)
