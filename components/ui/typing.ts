const offKey = 'single-keys-off'

/** Whether the operator switched off single-key shortcuts in this browser: speech input and slips of the hand press keys too. */
export function singleKeysAreOff(): boolean {
  try {
    return localStorage.getItem(offKey) !== null
  } catch {
    return false
  }
}

export function switchSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(offKey)
    else localStorage.setItem(offKey, '1')
  } catch {
    // A browser without storage keeps the shortcuts.
  }
}

/** True while a field, a menu or a modal dialog uses the keyboard. Single-key shortcuts are off then. */
export function keyboardIsTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  if (event.key.length === 1 && event.key !== ' ' && singleKeysAreOff()) return true
  const target = event.target
  if (!(target instanceof Element)) return false
  const typing = target.closest(
    'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [popover]:popover-open',
  )
  return typing !== null || document.querySelector('dialog[open]') !== null
}
