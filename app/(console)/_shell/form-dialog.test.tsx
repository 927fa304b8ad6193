import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { FormDialog } from './form-dialog'

const closers = (about: { busy: boolean; outlives?: boolean }) => {
  const place = document.createElement('div')
  place.innerHTML = renderToStaticMarkup(
    <FormDialog
      title="Add"
      label="Add app"
      busyLabel="Checking…"
      onSubmit={async () => {}}
      onClose={() => {}}
      {...about}
    >
      <p />
    </FormDialog>,
  )
  return [...place.querySelectorAll('button')]
    .filter(button => /Close|Cancel/.test(button.getAttribute('aria-label') ?? button.textContent))
    .map(button => button.disabled)
}

it('is not closed while it sends what nobody else tells the outcome of, such as a link that is shown once', () => {
  expect(closers({ busy: false })).toEqual([false, false])
  expect(closers({ busy: true })).toEqual([true, true])
  expect(closers({ busy: true, outlives: true }), 'a change of an account has its toast').toEqual([false, false])
})
