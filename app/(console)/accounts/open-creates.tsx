import { LinkButton } from '@/components/ui/link-button'
import type { OpenCreate } from '@/lib/accounts'
import { can, type Role } from '@/lib/permissions'
import { OpenCommandBanner } from './open-command-banner'

/** Creates with an unknown outcome. They have no row yet, so they are shown above the rows. */
export function OpenCreates({ creates, role }: { creates: readonly OpenCreate[]; role: Role }) {
  if (creates.length === 0) return null
  return (
    <div className="mb-3 grid gap-2">
      {creates.map(({ command, name, email }) => (
        <OpenCommandBanner
          key={command.id}
          command={command}
          about={`${name} (${email})`}
          maySettle={can(role, 'accounts.create')}
          action={
            <>
              <LinkButton size="sm" href={{ pathname: '/accounts', query: { q: email } }}>
                Search for account
              </LinkButton>
              {can(role, 'accounts.create') && (
                <LinkButton size="sm" href={{ pathname: '/accounts/new', query: { form: command.id } }}>
                  Open form
                </LinkButton>
              )}
            </>
          }
        />
      ))}
    </div>
  )
}
