import 'server-only'
import type { ClientBase } from 'pg'

/** The two roles of the database do not fit together. The text is for the person who starts the server. */
export class DatabaseRoleError extends Error {
  override readonly name = 'DatabaseRoleError'
}

/** The rights of the console's role on the audit tables; it may read and write all other tables. */
const recordRights: Record<string, string> = {
  audit_events: 'select, insert',
  audit_chain: 'select, insert, update',
}

/**
 * Gives `role` the rights that the console needs and revokes the others. `owner` is a session of the role that made the
 * tables. Throws DatabaseRoleError when `role` could act as the owner: it could then remove the audit's protection.
 */
export async function grantLeast(owner: ClientBase, role: string): Promise<void> {
  await refuseOwners(owner, role)
  const name = `"${role.replaceAll('"', '""')}"`
  const statements = [
    `grant usage on schema public to ${name}`,
    `revoke create on schema public from public, ${name}`,
    `grant select, insert, update, delete on all tables in schema public to ${name}`,
    `grant usage, select on all sequences in schema public to ${name}`,
    ...Object.entries(recordRights).flatMap(([table, rights]) => [
      `revoke all on ${table} from public, ${name}`,
      `grant ${rights} on ${table} to ${name}`,
    ]),
  ]
  await owner.query('begin')
  try {
    for (const statement of statements) await owner.query(statement)
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

async function refuseOwners(owner: ClientBase, role: string): Promise<void> {
  const { rows } = await owner.query<{ powerful: boolean; owned: string | null }>(
    `select r.rolsuper or r.rolreplication or r.rolcreaterole or pg_has_role(r.oid, 'pg_write_all_data', 'member') as powerful,
       (select string_agg(distinct pg_get_userbyid(c.relowner), ', ') from pg_class c
        where c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'member')) as owned
     from pg_roles r where r.rolname = $1`,
    [role],
  )
  const [found] = rows
  if (found?.powerful) {
    throw new DatabaseRoleError(
      `The role "${role}" of DATABASE_URL has too many rights (superuser, createrole, replication or pg_write_all_data). With DATABASE_OWNER_URL it must be an ordinary one: create role … login password '…'.`,
    )
  }
  if (found?.owned) {
    throw new DatabaseRoleError(
      `The role "${role}" of DATABASE_URL owns tables, or is a member of their owner (${found.owned}). With DATABASE_OWNER_URL they must belong to that role alone: as a superuser run  reassign owned by "${role}" to <owner>;`,
    )
  }
}
