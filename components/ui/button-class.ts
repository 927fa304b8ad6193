export type ButtonLook = {
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger' | undefined
  size?: 'sm' | 'md' | 'icon-sm' | 'icon' | undefined
}

/** The classes are in app/globals.css. */
export function buttonClass({ variant = 'secondary', size = 'md' }: ButtonLook = {}): string {
  return `button button-${variant} button-${size}`
}
