type Group = { why: string; files: readonly string[] }

/**
 * The tests that also run on PostgreSQL: where its dialect, its locks and its isolation can make a difference. The
 * others give the same result on both; `npm run test:full` runs everything on both.
 */
export const onPostgres: readonly Group[] = [
  {
    why: 'Queries that filter, sort, page and add up: text is compared, JSON read and numbers rounded by the server.',
    files: [
      'server/accounts/queries',
      'server/mirror/search',
      'server/mirror/history',
      'server/accounts/duplicates',
      'server/accounts/export',
      'server/audit/list',
      'server/audit/export',
      'server/billing',
      'server/channels/queries',
      'server/commands/selections',
      'server/views',
    ],
  },
  {
    why: 'Schema, migrations and roles: the statements are the server’s own.',
    files: [
      'server/platform/db',
      'server/mirror/binding',
      'server/cli/commands',
      'server/cli/doctor',
      'server/testing/upgrade',
      'server/keeping',
      'server/overview/status',
    ],
  },
  {
    why: 'Leases, claims and shared budgets: only here several connections hold locks at once.',
    files: [
      'server/commands/jobs/jobs',
      'server/accounts/export/job',
      'server/accounts/import/import',
      'server/platform/heartbeat',
      'server/commands/kill',
      'server/commands/recovery',
      'server/mirror/scheduler',
      'server/telnyx/shared-budget',
      'server/telnyx/rate.test',
    ],
  },
  {
    why: 'What is watched of the server and of the connections to it: only here there is a pool.',
    files: ['server/overview/metrics'],
  },
  {
    why: 'Two people or processes at the same moment: what one transaction sees of another, and which of two waits or fails.',
    files: [
      'server/accounts/create-races',
      'server/accounts/status',
      'server/commands/approvals',
      'server/reviews',
      'server/organization/organization',
      'server/channels/commands',
      'server/operators/identities',
      'server/operators/operators',
      'server/operators/refusals',
      'server/operators/sign-in',
      'server/commands/sending',
    ],
  },
  {
    why: 'Deaths of processes: what a connection that breaks leaves behind, and when another one may take it up.',
    files: [
      'server/accounts/create-kill',
      'server/commands/jobs/kill',
      'server/commands/jobs/death',
      'server/commands/jobs/disk',
      'server/commands/jobs/restart',
      'server/accounts/import/deaths',
      'server/mirror/death',
    ],
  },
  {
    why: 'The mirror under everything that can happen to it, and which of its rows a sweep writes or locks.',
    files: ['server/mirror/model', 'server/mirror/sweep', 'server/mirror/drift'],
  },
  {
    why: 'The record’s chain: appending under contention, triggers, and texts as the server writes them.',
    files: ['server/audit/archive', 'server/audit/chain', 'server/audit/checkpoints', 'server/audit/tamper'],
  },
]
