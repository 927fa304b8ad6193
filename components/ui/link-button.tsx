import type { ComponentProps } from 'react'
import { Link } from '@/components/ui/link'
import { type ButtonLook, buttonClass } from './button-class'
import { cn } from './cn'

/** A link that looks like a button. For navigation, never for actions. */
export function LinkButton({ variant, size, className, ...rest }: ComponentProps<typeof Link> & ButtonLook) {
  return <Link {...rest} className={cn(buttonClass({ variant, size }), className)} />
}
