import 'server-only'
import type { RecordFinding, RecordReport } from '@/lib/audit-report'
import type { AuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { checkCheckpoints } from './check-checkpoints'
import { walkRecord } from './walk'

/** Everything that verification needs: a console's services, or what a command line tool has of them. */
type VerifyFrom = { db: Db; auditChain: AuditChain; now: () => Date }

/**
 * Reads the whole audit and its checkpoints. Reports whether every row is as it was written, or which is the first that
 * is not. Works beside a running console; memory use does not depend on the number of rows.
 */
export function verifyRecord(from: VerifyFrom): Promise<RecordReport> {
  // Reading everything is expensive: parallel requests share one read.
  from.auditChain.verifying ??= verify(from)
    .then(report => {
      from.auditChain.verified = report
      return report
    })
    .finally(() => {
      from.auditChain.verifying = null
    })
  return from.auditChain.verifying
}

async function verify({ db, auditChain: chain, now }: VerifyFrom): Promise<RecordReport> {
  const { file: checkpoints, problem } = chain.checkpoints ?? { file: null, problem: null }
  const at = now().toISOString()
  const started = performance.now()
  const walk = await walkRecord(db, chain)
  const checked = checkpoints === null ? null : await checkCheckpoints(db, chain, checkpoints)
  const finding = firstOf(walk.finding, checked?.finding ?? null)
  return {
    ok: finding === null,
    finding,
    rows: walk.rows,
    lastId: walk.lastId,
    seconds: Math.round((performance.now() - started) / 10) / 100,
    at,
    checkpoints: checked?.report ?? null,
    warnings: [
      ...(problem === null ? [] : [`The last checkpoint could not be written: ${problem}`]),
      ...(checkpoints === null
        ? [
            'No checkpoints are kept (AUDIT_CHECKPOINTS is not set): if the end of the audit record is cut off and an older head is restored, nobody notices.',
          ]
        : []),
      ...(checked?.report.count === 0 && walk.rows > 0 ? ['The checkpoint file is empty or missing.'] : []),
      ...(checked && checked.damaged > 0
        ? [
            `${checked.damaged} ${checked.damaged === 1 ? 'line' : 'lines'} of the checkpoint file cannot be read. A crash during writing can cause this.`,
          ]
        : []),
    ],
  }
}

/**
 * The finding with the lower row; where both name the same row, the one of the rows themselves, which is more exact.
 */
function firstOf(walk: RecordFinding | null, checked: RecordFinding | null): RecordFinding | null {
  if (!walk || !checked) return walk ?? checked
  if (checked.row === null) return walk
  return walk.row !== null && walk.row <= checked.row ? walk : checked
}
