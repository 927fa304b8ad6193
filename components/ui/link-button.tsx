import type { ComponentProps } from 'react'
import { Link } from '@/components/ui/link'
import { type ButtonVariants, buttonVariants } from './button-variants'
import { cn } from './cn'

/** A link that looks like a button. For navigation, never for actions. */
export function LinkButton({ variant, size, className, ...rest }: ComponentProps<typeof Link> & ButtonVariants) {
  return <Link {...rest} className={cn(buttonVariants({ variant, size }), className)} />
}
