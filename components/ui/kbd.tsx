/** A key to press, as on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-border-control bg-subtle px-1 font-sans text-muted text-xs">
      {children}
    </kbd>
  )
}
