import { RotateCw } from 'lucide-react'
import { Button, type ButtonProps } from './button'

/** Loads the page again. The browser asks first where something was typed. */
export function ReloadButton(props: Pick<ButtonProps, 'size' | 'className'>) {
  return (
    <Button {...props} onClick={() => window.location.reload()}>
      <RotateCw aria-hidden />
      Reload
    </Button>
  )
}
