/**
 * The key of the demo's sandbox. It is published and gives access to nothing. It must not be part of any sentence,
 * because known secrets are removed from every text; and it does not look like a real Telnyx key, so that scans for
 * leaked keys do not report it.
 */
export const demoKey = 'KEY-DEMO-no-secret-4f1c9a27'
