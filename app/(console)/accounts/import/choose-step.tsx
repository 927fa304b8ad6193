import { Description } from '@/components/ui/description-list'
import { importTemplate } from '@/lib/account-import'
import { ChooseFile } from '../../_shell/import/choose-file'
import type { OpenFile } from '../../_shell/import/read-file'

const template = { name: 'accounts-template.csv', ...importTemplate }

export function ChooseStep({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  return (
    <ChooseFile
      onOpen={onOpen}
      template={template}
      note="Columns can have other names and any order. Passwords cannot be imported: an imported account has no password until one is set with Telnyx. Every row is checked before any account is created."
    >
      <Description label="Business name" meta="You cannot change it later, neither here nor through the API.">
        Required
      </Description>
      <Description
        label="E-mail"
        meta="Used to sign in to the account. It must not belong to a Telnyx account already."
      >
        Optional. If blank, an address is generated from yours.
      </Description>
      <Description label="Rollup billing" meta="You cannot change this later. Only Telnyx support can.">
        Yes or no, for each row or for all
      </Description>
      <Description label="Custom pricing">Yes or no. Blank means no.</Description>
    </ChooseFile>
  )
}
