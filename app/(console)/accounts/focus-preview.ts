let wanted: string | null = null

/** The next preview of this account takes the focus: the operator asked for it from elsewhere than its row. */
export function focusPreviewOf(id: string): void {
  wanted = id
}

/** Whether the next preview of this account takes the focus; true only once. */
export function takePreviewFocus(id: string): boolean {
  const is = wanted === id
  if (is) wanted = null
  return is
}
