import { RotateCw } from 'lucide-react'
import { Button, type ButtonProps } from './button'

/** Reloads the page. The browser asks first if there is unsaved input. */
export function ReloadButton(props: Pick<ButtonProps, 'size' | 'className'>) {
  return (
    <Button {...props} onClick={() => window.location.reload()}>
      <RotateCw aria-hidden />
      Reload
    </Button>
  )
}
