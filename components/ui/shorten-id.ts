/** `ac_019f…3d2e`: people compare both ends. Ids that would hardly get shorter are not changed. */
export function shortenId(id: string, head = 8, tail = 4): string {
  return id.length <= head + tail + 2 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`
}
