/** Pixels: how wide a column of a table may be. */
export const columnWidth = { min: 64, max: 640 } as const

export const densities = ['compact', 'regular', 'relaxed'] as const
export type Density = (typeof densities)[number]
