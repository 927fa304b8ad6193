export const pageSizes = [25, 50, 100, 250] as const
