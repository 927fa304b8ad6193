type Packed = { packed: { columns: string[]; values: unknown[][] } }

/** Packs an answer for embedding in a page. Field names, more than half of its size, come once, not in every row. */
export function packRows(data: unknown): unknown {
  if (!isAnswer(data)) return data
  const { rows, ...rest } = data
  const columns = [...new Set(rows.flatMap(Object.keys))]
  return { ...rest, packed: { columns, values: rows.map(row => columns.map(column => row[column])) } } satisfies Packed
}

/** Restores the answer. */
export function unpackRows(data: unknown): unknown {
  if (!isPacked(data)) return data
  const { packed, ...rest } = data
  const rows = packed.values.map(values =>
    Object.fromEntries(
      packed.columns.flatMap((column, at) => (values[at] === undefined ? [] : [[column, values[at]]])),
    ),
  )
  return { ...rest, rows }
}

function isAnswer(data: unknown): data is { rows: Record<string, unknown>[] } {
  return isObject(data) && Array.isArray(data.rows) && data.rows.every(isObject)
}

function isPacked(data: unknown): data is Packed {
  return isObject(data) && isObject(data.packed)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
