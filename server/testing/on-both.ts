/**
 * The tests that run on the embedded database too when a PostgreSQL is installed: where one connection, or a database
 * that lives in a folder and ends with its process, can make a difference. The others give the same result on both;
 * `npm run test:full` runs everything on both.
 */
export const onBoth: readonly { why: string; files: readonly string[] }[] = [
  {
    why: 'The folder: opened, locked, private, full, damaged, copied, upgraded, vacuumed.',
    files: [
      'server/platform/db',
      'server/mirror/binding',
      'server/mirror/vacuum',
      'server/operators/break-glass',
      'server/cli/commands',
      'server/cli/doctor',
      'server/cli/start',
      'server/testing/upgrade',
      'server/keeping',
      'server/overview/status',
      'server/overview/metrics',
      'server/commands/jobs/disk',
    ],
  },
  {
    why: 'Queries that filter, sort, page and add up: texts are compared and numbers rounded by another build of PostgreSQL.',
    files: [
      'server/accounts/queries',
      'server/accounts/duplicates',
      'server/mirror/search',
      'server/mirror/history',
      'server/audit/list',
      'server/billing',
      'server/channels/queries',
      'server/commands/selections',
      'server/views',
    ],
  },
  {
    why: 'Deaths: what a killed process leaves in its folder, and how the next one takes it over.',
    files: [
      'server/commands/kill',
      'server/commands/recovery',
      'server/commands/jobs/kill',
      'server/commands/sending/standstill',
      'server/mirror/death',
      'server/reviews/kill',
    ],
  },
  {
    why: 'One connection: sweeps, sending and reviewers wait for each other.',
    files: ['server/mirror/model', 'server/commands/sending/sending', 'server/reviews/reviews'],
  },
  {
    why: 'The record: its chain, its triggers, and the archive beside the folder.',
    files: ['server/audit/archive', 'server/audit/chain', 'server/audit/checkpoints', 'server/audit/tamper'],
  },
]
