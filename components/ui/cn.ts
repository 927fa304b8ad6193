import { type ClassValue, clsx } from 'clsx'

/** Joins class names without merging. What callers may override is a `weak:` utility or in the components layer. */
export function cn(...values: ClassValue[]): string {
  return clsx(values)
}
