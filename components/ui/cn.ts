import { type ClassValue, clsx } from 'clsx'

/** Joins class names. Nothing is merged: what a caller may override is a `weak:` utility in the kit (see app/globals.css). */
export function cn(...values: ClassValue[]): string {
  return clsx(values)
}
