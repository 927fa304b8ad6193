/** Whether this browser can hold or reach passkeys. Asked in the browser only. */
export function canUsePasskeys(): boolean {
  return typeof window !== 'undefined' && typeof window.PublicKeyCredential === 'function'
}
