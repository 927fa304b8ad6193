import { formatNumber } from './number'

type PageRange = { page: number; pageCount: number; from: number; to: number; text: string }

/** `page` counts from 1. A page beyond the end becomes the last page. An empty list has one page. */
export function pageRange(page: number, pageSize: number, total: number): PageRange {
  const pageCount = Math.max(1, Math.ceil(total / pageSize))
  const at = Math.min(Math.max(1, page), pageCount)
  const from = total === 0 ? 0 : (at - 1) * pageSize + 1
  const to = Math.min(at * pageSize, total)
  const text = total === 0 ? '0' : `${formatNumber(from)}–${formatNumber(to)} of ${formatNumber(total)}`
  return { page: at, pageCount, from, to, text }
}
