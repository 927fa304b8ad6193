import { createAuditChain } from '@/server/platform/audit-chain'

/** What every test's record is sealed with. */
export const testSecret = 'the key of a record in a test, long enough'
export const testChain = createAuditChain(testSecret)
