import type { ComponentProps } from 'react'
import { Link } from '@/components/ui/link'
import { type ButtonVariants, buttonVariants } from './button-variants'
import { cn } from './cn'

/** A link that looks like a button: for going somewhere, never for doing something. */
export function LinkButton({ variant, size, className, ...rest }: ComponentProps<typeof Link> & ButtonVariants) {
  return <Link {...rest} className={cn(buttonVariants({ variant, size }), className)} />
}
