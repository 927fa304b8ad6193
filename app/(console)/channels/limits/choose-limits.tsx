import { Description } from '@/components/ui/description-list'
import { limitSourceWords } from '@/lib/account-words'
import { limitTemplate } from '@/lib/channel-import'
import { ChooseFile } from '../../_shell/import/choose-file'
import type { OpenFile } from '../../_shell/import/read-file'

const template = { name: 'channel-limits-template.csv', ...limitTemplate }

export function ChooseLimits({ onOpen }: { onOpen: (file: OpenFile) => void }) {
  return (
    <ChooseFile
      onOpen={onOpen}
      template={template}
      note={`Nothing is sent to Telnyx. A limit is marked “${limitSourceWords.stated}” until it is set here.`}
    >
      <Description label="Account" meta="An account export has both, and the known limits.">
        Its id or its e-mail
      </Description>
      <Description label="Channel limit" meta="Rows with a blank limit are skipped.">
        A whole number, without separators
      </Description>
    </ChooseFile>
  )
}
