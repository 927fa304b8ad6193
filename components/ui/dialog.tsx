'use client'

import { X } from 'lucide-react'
import { type ComponentProps, type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from 'react'
import { cn } from './cn'
import { IconButton } from './icon-button'
import { ReloadButton } from './reload-button'
import { useNewVersion } from './use-new-version'

export type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the main one last. They stay visible while the body scrolls. */
  footer?: ReactNode
  size?: 'xs' | 'sm' | 'md' | undefined
  /** `end` and `start` are panels at the side of the screen. `top` has no visible heading, and its content fills it. */
  placement?: 'center' | 'end' | 'start' | 'top' | undefined
  /** While true, for example while a command runs, neither Esc nor a click outside closes it. */
  busy?: boolean | undefined
  /** Hides the screen behind it, when nobody is signed in. */
  cover?: boolean | undefined
  /** Wraps body and footer in a <form>, so that Enter and the submit button in the footer send it. */
  onSubmit?: ComponentProps<'form'>['onSubmit'] | undefined
  role?: 'dialog' | 'alertdialog' | undefined
}

const widths = { xs: 'xs:w-72', sm: 'xs:w-[26rem]', md: 'xs:w-[34rem]' }
const column = 'flex min-h-0 flex-1 flex-col'
const placements = {
  // A question is only two lines, so it stays a card on a phone.
  question: 'pop-in m-auto h-fit w-[calc(100dvw-2rem)] max-h-[calc(100dvh-2rem)] rounded-lg border',
  center:
    'sheet-in m-0 mt-auto h-fit max-h-[calc(100dvh-1.5rem)] rounded-t-lg border-t xs:m-auto xs:max-h-[calc(100dvh-3rem)] xs:rounded-lg xs:border',
  end: 'slide-in ml-auto h-dvh max-h-dvh xs:border-l',
  top: 'pop-in m-0 h-dvh max-h-dvh xs:mx-auto xs:mt-[12dvh] xs:h-[26rem] xs:max-h-[76dvh] xs:rounded-lg xs:border',
  start: 'slide-in mr-auto h-dvh max-h-dvh xs:border-r [--slide-from:-100%]',
}

/** The native modal dialog: traps and returns the focus, makes the rest inert. Under 480 px a sheet at the bottom. */
export function Dialog(props: DialogProps) {
  // Mounted only while open, so that forms inside start empty each time.
  return props.open ? <OpenDialog {...props} /> : null
}

function OpenDialog({
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'md',
  placement = 'center',
  busy,
  cover,
  onSubmit,
  role,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    // Not `clientWidth`, because it includes the gutter of the scrollbar.
    const { documentElement: root } = document
    if (!document.querySelector('dialog[open]')) {
      root.style.setProperty('--gutter', `${window.innerWidth - root.offsetWidth}px`)
    }
    if (!dialog.open) dialog.showModal?.()
    focusBody(dialog)
    // The focus returns only if the dialog is closed before it is removed.
    return () => dialog.close?.()
  }, [])
  const close = () => {
    if (!busy) onOpenChange(false)
  }
  // A misplaced click beside a form must not discard the input.
  const clickOutside = role !== 'alertdialog' && !onSubmit
  return (
    <dialog
      ref={ref}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      tabIndex={-1}
      className={cn(
        'fixed inset-0 whitespace-normal text-left font-normal text-sm weak:w-dvw max-w-full flex-col overflow-hidden border-border-control bg-surface-raised text-foreground shadow-popover outline-none open:flex xs:max-w-[calc(100dvw-3rem)]',
        cover ? 'backdrop:bg-background/85 backdrop:backdrop-blur-xl' : 'backdrop:bg-overlay',
        widths[size],
        placements[role === 'alertdialog' ? 'question' : placement],
      )}
      onCancel={event => keepOpen(event, close)}
      onClose={() => {
        // The event fires late. In development React's double mounting has opened the dialog again by then.
        if (ref.current?.open) return
        if (busy) ref.current?.showModal()
        else onOpenChange(false)
      }}
      onKeyDown={event => busy && event.key === 'Escape' && event.preventDefault()}
      onMouseDown={event => {
        if (!clickOutside || event.target !== event.currentTarget || event.button !== 0) return
        // Otherwise the press would focus the element below, after the dialog has returned the focus.
        event.preventDefault()
        close()
      }}
    >
      <Heading id={id} title={title} description={description} isHidden={placement === 'top'} />
      {onSubmit ? (
        <form noValidate onSubmit={onSubmit} className={column}>
          <Content footer={footer}>{children}</Content>
        </form>
      ) : (
        <div className={column}>
          <Content footer={footer} fills={placement === 'top'}>
            {children}
          </Content>
        </div>
      )}
      {role !== 'alertdialog' && (
        <div className={cn('absolute right-3', placement === 'top' ? 'top-2 coarse:top-1' : 'top-2.5')}>
          <IconButton label="Close" icon={X} disabled={busy} onClick={close} />
        </div>
      )}
    </dialog>
  )
}

type HeadingProps = Pick<DialogProps, 'title' | 'description'> & { id: string; isHidden: boolean }

function Heading({ id, title, description, isHidden }: HeadingProps) {
  return (
    <header className={isHidden ? 'sr-only' : 'flex shrink-0 items-start gap-3 py-3 pr-12 pl-5'}>
      <div className="min-w-0">
        <h2 id={`${id}-title`} className="font-semibold text-lg [overflow-wrap:anywhere]">
          {title}
        </h2>
        {description && (
          <p id={`${id}-description`} className="text-muted">
            {description}
          </p>
        )}
      </div>
    </header>
  )
}

function Content({ children, footer, fills }: Pick<DialogProps, 'children' | 'footer'> & { fills?: boolean }) {
  // The dialog covers the version banner of the page.
  const refused = useNewVersion() === 'refused'
  return (
    <>
      {children && (
        <div
          data-dialog-body
          className={
            // A long word must not make the columns wider than the dialog.
            fills
              ? column
              : 'min-h-0 flex-1 overflow-y-auto overscroll-contain wrap-break-word border-border border-t px-5 py-4 [:where(&>.grid)]:grid-cols-1'
          }
        >
          {children}
        </div>
      )}
      {(footer || refused) && (
        <footer className="flex shrink-0 flex-wrap justify-end gap-2 border-border border-t bg-background px-5 py-3">
          {refused && <ReloadButton className="mr-auto" />}
          {footer}
        </footer>
      )}
    </>
  )
}

/** React alone controls whether the dialog is open. The browser's close becomes a request to close. */
function keepOpen(event: SyntheticEvent<HTMLDialogElement>, close: () => void) {
  if (event.target !== event.currentTarget) return
  event.preventDefault()
  close()
}

/** Focuses the first field, not the close button. `data-autofocus` overrides it. */
function focusBody(dialog: HTMLElement) {
  const wished = dialog.querySelector<HTMLElement>('[data-autofocus]')
  const first = dialog.querySelector<HTMLElement>(
    '[data-dialog-body] :is(input:not(:disabled), select:not(:disabled), textarea:not(:disabled)), footer button:not(:disabled)',
  )
  ;(wished ?? first ?? dialog).focus({ preventScroll: true })
}
