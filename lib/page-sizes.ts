export const pageSizes = [25, 50, 100, 250] as const

/** The page size of an address, which people can edit. */
export function pageSizeOf(size: number): number {
  return pageSizes.find(one => one === size) ?? 50
}
