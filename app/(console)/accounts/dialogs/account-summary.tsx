import { Description, DescriptionList } from '@/components/ui/description-list'
import { MonoId } from '@/components/ui/mono-id'
import { balanceScope, balanceScopeWords } from '@/lib/balance'
import { can } from '@/lib/permissions'
import { AccountMoney } from '../account-money'
import { type DialogAccount, useAccountDialogs } from '../dialogs-context'
import { accountName } from '../words'

/** The account that a dialog is about, so that nobody changes the wrong one. */
export function AccountSummary({ account }: { account: DialogAccount }) {
  const role = useAccountDialogs()?.role
  return (
    <DescriptionList className="rounded-lg border border-border bg-subtle px-3 py-1.5 [&>div]:py-1!">
      <Description label="Account">
        <bdi className="font-medium">{accountName(account)}</bdi>
      </Description>
      <Description label="E-mail">{account.email}</Description>
      <Description label="Id">
        <MonoId id={account.id} copyLabel={null} full />
      </Description>
      {role && can(role, 'accounts.balances') && account.availableCredit !== undefined && (
        <Description
          label="Available credit"
          meta={account.availableCredit !== null && balanceScopeWords[balanceScope(account)].long}
        >
          {account.availableCredit === null ? null : (
            <AccountMoney account={account} amount={account.availableCredit} />
          )}
        </Description>
      )}
    </DescriptionList>
  )
}
