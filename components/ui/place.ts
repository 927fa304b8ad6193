export type Placement = { side?: 'bottom' | 'top' | undefined; align?: 'start' | 'center' | 'end' | undefined }
type Box = { left: number; top: number; right: number; bottom: number; width: number }
type Size = { width: number; height: number }

const edge = 8
const gap = 4

/** The position of a panel in viewport pixels: on the preferred side, else the one with more room, never off screen. */
export function place(anchor: Box, panel: Size, viewport: Size, { side = 'bottom', align = 'start' }: Placement) {
  const room = { bottom: viewport.height - anchor.bottom - gap - edge, top: anchor.top - gap - edge }
  const other = side === 'bottom' ? 'top' : 'bottom'
  const chosen = panel.height <= room[side] || room[side] >= room[other] ? side : other
  const height = Math.min(panel.height, room[chosen])
  const wished = {
    start: anchor.left,
    center: anchor.left + anchor.width / 2 - panel.width / 2,
    end: anchor.right - panel.width,
  }[align]
  return {
    left: Math.max(edge, Math.min(wished, viewport.width - panel.width - edge)),
    top: chosen === 'bottom' ? anchor.bottom + gap : anchor.top - gap - height,
    maxHeight: Math.max(room[chosen], 96),
  }
}
