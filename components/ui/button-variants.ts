import { cva, type VariantProps } from 'class-variance-authority'

export const buttonVariants = cva(
  [
    'relative inline-flex shrink-0 select-none items-center weak:justify-center gap-1.5 rounded-md border weak:font-medium text-sm whitespace-nowrap',
    'transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed',
    '[&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary:
          'border-transparent bg-accent-solid text-accent-solid-foreground hover:bg-accent-solid-hover aria-expanded:bg-accent-solid-hover',
        secondary: 'border-border-control bg-surface weak:text-foreground hover:bg-subtle aria-expanded:bg-subtle',
        ghost: 'border-transparent weak:text-foreground hover:bg-subtle aria-expanded:bg-subtle',
        danger:
          'border-transparent bg-danger-solid text-danger-solid-foreground hover:bg-danger-solid-hover aria-expanded:bg-danger-solid-hover',
      },
      size: {
        sm: 'weak:h-7 weak:px-2 coarse:h-11 coarse:min-w-11 [&_svg]:size-3.5',
        md: 'weak:h-8 weak:px-3 coarse:h-11 coarse:min-w-11 [&_svg]:size-4',
        'icon-sm': 'weak:size-7 coarse:size-11 [&_svg]:size-4',
        icon: 'weak:size-8 coarse:size-11 [&_svg]:size-4',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

export type ButtonVariants = VariantProps<typeof buttonVariants>
