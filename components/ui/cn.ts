import { type ClassValue, clsx } from 'clsx'

/**
 * Joins class names without merging them. Classes that callers may override are `weak:` utilities or
 * in the components layer (app/globals.css).
 */
export function cn(...values: ClassValue[]): string {
  return clsx(values)
}
