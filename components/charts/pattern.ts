/** Textures over the fill, so that neighbours differ without colour. */
export const patterns = {
  solid: '',
  stripes:
    'bg-[repeating-linear-gradient(135deg,transparent_0_3px,color-mix(in_oklab,var(--color-surface)_70%,transparent)_3px_6px)]',
  dots: 'bg-[radial-gradient(color-mix(in_oklab,var(--color-surface)_80%,transparent)_1px,transparent_1.4px)] bg-[length:5px_5px]',
} as const

export type Pattern = keyof typeof patterns
