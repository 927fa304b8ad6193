'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Description, DescriptionList } from '@/components/ui/description-list'
import { importTemplate } from '@/lib/account-import'
import { FileDrop } from '../../_shell/import/file-drop'
import type { OpenFile } from '../../_shell/import/read-file'
import { saveCsv } from '../../_shell/import/save-csv'
import { useFile } from '../../_shell/import/use-file'

export function ChooseStep({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  const { busy, problem, choose } = useFile(onOpen)
  return (
    <div className="grid gap-4">
      <FileDrop busy={busy} problem={problem} onFile={choose} />
      <Card
        title="File format"
        actions={
          <Button
            size="sm"
            onClick={() => void saveCsv('accounts-template.csv', importTemplate.header, importTemplate.rows)}
          >
            <Download aria-hidden />
            Download template
          </Button>
        }
      >
        <DescriptionList>
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
        </DescriptionList>
        <p className="mt-4 border-border border-t pt-3 text-muted text-xs">
          Columns can have other names and any order. Passwords cannot be imported: an imported account has no password
          until one is set with Telnyx. Every row is checked before any account is created.
        </p>
      </Card>
    </div>
  )
}
