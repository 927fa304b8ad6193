import { createAuditChain } from '@/server/platform/audit-chain'

/** The sealing secret of every test's audit. */
export const testSecret = 'the key of a record in a test, long enough'
export const testChain = createAuditChain(testSecret)
