import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { AppRouterContext } from 'next/dist/shared/lib/app-router-context.shared-runtime'
import type { ComponentProps } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { ImportMapping } from '@/lib/account-import'
import { nothingChecked } from '@/lib/account-import-inputs'
import type { OpenFile } from '../../_shell/import/read-file'
import { CheckStep } from './check-step'

const file: OpenFile = {
  name: 'accounts.csv',
  table: {
    header: ['name', 'email'],
    lines: [{ line: 2, cells: ['Acme', 'no address'], ragged: null }],
    delimiter: ',',
  },
  encoding: 'UTF-8',
  secrets: [],
}
const mapping: ImportMapping = { name: 0, email: 1, rollupBilling: 'no', customPricing: 'no' }
const check = {
  ...nothingChecked,
  lines: 1,
  findings: [{ line: 2, column: 'email' as const, code: 'no_email' as const }],
}
const noRouter = {} as NonNullable<ComponentProps<typeof AppRouterContext>['value']>
const nothing = () => undefined

function shown(busy: boolean, more: Partial<typeof check> = {}): HTMLElement {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <AppRouterContext value={noRouter}>
      <QueryClientProvider client={new QueryClient()}>
        <CheckStep
          file={file}
          mapping={mapping}
          checked={{ id: 'c1', lines: [], ragged: [], check: { ...check, ...more } }}
          onChanged={nothing}
          leftOut={[]}
          onCorrect={nothing}
          reason=""
          onReason={nothing}
          busy={busy}
          problem={null}
          onBack={nothing}
          onAgain={nothing}
        />
      </QueryClientProvider>
    </AppRouterContext>,
  )
  return place
}

const correctionsTaken = (busy: boolean) =>
  [...shown(busy).querySelectorAll('td input')].map(field => field.matches(':enabled'))

it('takes no correction while every row is checked again, because the new results come without corrections', () => {
  expect(correctionsTaken(false)).toEqual([true])
  expect(correctionsTaken(true)).toEqual([false])
})

it('does not start the import while every row is checked again, but the file can be left', () => {
  const pressable = (busy: boolean) =>
    [...shown(busy, { good: 1 }).querySelectorAll('form button')]
      .filter(button => button.matches(':enabled'))
      .map(button => button.textContent)
  expect(pressable(false)).toEqual(['Choose another file', 'Back to columns', 'Start import'])
  expect(pressable(true)).toEqual(['Choose another file', 'Back to columns'])
})
