/**
 * The key of the demo's sandbox. It is published and opens nothing; as known secrets are taken out of every text, it must be part of no
 * sentence, and it is not of the shape of Telnyx's own keys, so that no search for leaked ones finds it.
 */
export const demoKey = 'KEY-DEMO-no-secret-4f1c9a27'
