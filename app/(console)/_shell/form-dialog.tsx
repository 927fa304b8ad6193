import type { BaseSyntheticEvent, ComponentProps } from 'react'
import type { FieldErrors, FieldValues } from 'react-hook-form'
import { FormErrors } from '@/components/form/form-errors'
import { Dialog } from '@/components/ui/dialog'
import { DialogButtons } from './dialog-buttons'

type Props<T extends FieldValues> = ComponentProps<typeof DialogButtons> &
  Pick<ComponentProps<typeof Dialog>, 'title' | 'description' | 'size' | 'role' | 'children'> & {
    errors?: FieldErrors<T>
    onSubmit: (event: BaseSyntheticEvent) => Promise<void>
  }

/** A dialog with a form: the errors of the whole form, its fields, and the buttons that close and send it. */
export function FormDialog<T extends FieldValues>(props: Props<T>) {
  const { title, description, size = 'sm', role, errors, onSubmit, children, ...buttons } = props
  return (
    <Dialog
      open
      onOpenChange={open => !open && buttons.onClose()}
      title={title}
      description={description}
      size={size}
      role={role}
      busy={buttons.busy && !buttons.outlives}
      onSubmit={event => {
        event.preventDefault()
        void onSubmit(event)
      }}
      footer={<DialogButtons {...buttons} />}
    >
      <div className="grid gap-4">
        {errors && <FormErrors errors={errors} />}
        {children}
      </div>
    </Dialog>
  )
}
