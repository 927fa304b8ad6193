'use client'

import type { LucideIcon } from 'lucide-react'
import { Button, type ButtonProps } from './button'
import { Tooltip } from './tooltip'

type Props = Omit<ButtonProps, 'size' | 'children' | 'aria-label'> & {
  /** The name of the button, read out and shown as a tooltip. */
  label: string
  icon: LucideIcon
  size?: 'sm' | 'md' | undefined
}

export function IconButton({ label, icon: Icon, size = 'md', variant = 'ghost', ...rest }: Props) {
  return (
    <Tooltip name={label}>
      <Button {...rest} variant={variant} size={size === 'sm' ? 'icon-sm' : 'icon'} aria-label={label}>
        <Icon aria-hidden />
      </Button>
    </Tooltip>
  )
}
