export function BrandMark() {
  return (
    <svg viewBox="0 0 20 20" className="size-5 text-accent" aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" />
      <path d="M6 13.5v-7M10 13.5V9M14 13.5v-5.5" stroke="var(--color-surface)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
