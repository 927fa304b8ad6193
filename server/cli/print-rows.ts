export const formatNumber = (number: number) => number.toLocaleString('en-US')

/** Prints how many rows each table has; empty tables are left out. */
export function printRows(tables: Record<string, { rows: number }>): void {
  for (const [name, { rows }] of Object.entries(tables).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (rows > 0) console.log(`${formatNumber(rows).padStart(12)}  ${name}`)
  }
}
