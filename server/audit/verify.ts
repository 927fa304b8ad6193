import 'server-only'
import type { RecordFinding, RecordReport } from '@/lib/audit-report'
import type { AuditChain } from '../platform/audit-chain'
import type { Db } from '../platform/db/client'
import { checkArchives } from './check-archives'
import { checkCheckpoints } from './check-checkpoints'
import { walkRecord } from './walk'

/** Everything that verification needs: a console's services, or what a command line tool has of them. */
type VerifyFrom = { db: Db; auditChain: AuditChain; now: () => Date }

/**
 * Reads the whole audit and its checkpoints. Reports whether every row is as it was written, or which is the first that
 * is not. Works beside a running console; memory use does not depend on the number of rows.
 * @param archives files of all rows that were archived and removed, to verify them too
 */
export function verifyRecord(from: VerifyFrom, archives: readonly string[] = []): Promise<RecordReport> {
  if (archives.length > 0) return verify(from, archives)
  // Reading everything is expensive: parallel requests share one read.
  from.auditChain.verifying ??= verify(from, [])
    .then(report => {
      from.auditChain.verified = report
      return report
    })
    .finally(() => {
      from.auditChain.verifying = null
    })
  return from.auditChain.verifying
}

async function verify({ db, auditChain: chain, now }: VerifyFrom, archives: readonly string[]): Promise<RecordReport> {
  const { file: checkpoints, problem } = chain.checkpoints ?? { file: null, problem: null }
  const at = now().toISOString()
  const started = performance.now()
  const walk = await walkRecord(db, chain)
  const checked = checkpoints === null ? null : await checkCheckpoints(db, chain, checkpoints)
  const older = archives.length === 0 ? null : await checkArchives(db, chain, archives, checked?.archived ?? new Map())
  const archived = archivedOf(walk)
  const finding = older?.finding ?? firstOf(walk.finding, checked?.finding ?? null)
  return {
    ok: finding === null,
    finding,
    rows: walk.rows - (archived?.rows ?? 0),
    lastId: walk.lastId,
    seconds: Math.round((performance.now() - started) / 10) / 100,
    at,
    checkpoints: checked?.report ?? null,
    archived,
    archiveRows: older?.rows ?? null,
    warnings: [
      archived &&
        older === null &&
        `The rows up to ${archived.lastId.toLocaleString('en-US')} (${archived.at.slice(0, 10)}) were archived and removed. They were not verified: name their files with npm run audit:verify -- --archive FILE.`,
      problem !== null && `The last checkpoint could not be written: ${problem}`,
      checkpoints === null &&
        'No checkpoints are kept (AUDIT_CHECKPOINTS is not set): if the end of the audit record is cut off and an older head is restored, nobody notices.',
      checked?.report.count === 0 && walk.rows > 0 && 'The checkpoint file is empty or missing.',
      checked &&
        checked.damaged > 0 &&
        `${checked.damaged} ${checked.damaged === 1 ? 'line' : 'lines'} of the checkpoint file cannot be read. A crash during writing can cause this.`,
    ].filter(words => typeof words === 'string'),
  }
}

function archivedOf({ head, rows }: Awaited<ReturnType<typeof walkRecord>>): RecordReport['archived'] {
  // Without the rows after them, nothing says that these were removed rightly.
  if (!head || head.archivedId === null || head.archivedAt === null || rows < (head.archivedRows ?? 0)) return null
  return { lastId: head.archivedId, at: head.archivedAt.toISOString(), rows: head.archivedRows ?? 0 }
}

/** The finding with the lower row; of two about one row that of the rows themselves, which is more exact. */
function firstOf(walk: RecordFinding | null, checked: RecordFinding | null): RecordFinding | null {
  if (!walk || !checked) return walk ?? checked
  if (checked.row === null) return walk
  return walk.row !== null && walk.row <= checked.row ? walk : checked
}
