/** True while a field, a menu or a modal dialog uses the keyboard. Single-key shortcuts are off then. */
export function keyboardIsTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target
  if (!(target instanceof Element)) return false
  const typing = target.closest(
    'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], [popover]',
  )
  return typing !== null || document.querySelector('dialog[open]') !== null
}
