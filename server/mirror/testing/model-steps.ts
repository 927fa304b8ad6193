import fc from 'fast-check'
import type { Fault, FaultEffect } from '@/server/sandbox/server'

/** A change at Telnyx that no command here made. `who` picks one of the existing accounts. */
export type OutsideChange =
  | { kind: 'create'; status: 'enabled' | 'disabled' }
  | { kind: 'status'; who: number; status: 'enabled' | 'disabled' | 'blocked' | 'cancelled' }
  | { kind: 'rename' | 'email' | 'rollup' | 'pricing' | 'undo' | 'remove'; who: number }

/** A command given here, and what goes wrong with its call. */
export type Order = { who: number; wrong: FaultEffect | null } & (
  | { kind: 'disable' | 'enable' }
  | { kind: 'allow'; allow: boolean }
  | { kind: 'limit'; limit: number }
)

/** What happens during a sweep: after its n-th answer. */
export type Meanwhile =
  | { after: number; change: OutsideChange }
  | { after: number; order: Order }
  | { after: number; death: number }

export type Step =
  | { step: 'outside'; changes: OutsideChange[] }
  | { step: 'order'; order: Order }
  | { step: 'fault'; fault: Fault }
  | { step: 'lag'; ms: number }
  | { step: 'time'; seconds: number }
  | { step: 'sweep'; everything: boolean; pageSize: number; meanwhile: Meanwhile[] }
  | { step: 'balance'; who: number }
  | { step: 'settle' }
  | { step: 'restart' }

const who = fc.nat(11)

const change: fc.Arbitrary<OutsideChange> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create'), status: fc.constantFrom('enabled', 'disabled') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('status'),
      who,
      status: fc.constantFrom('enabled', 'disabled', 'blocked', 'cancelled'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom('rename', 'rename', 'email', 'rollup', 'pricing', 'undo', 'undo', 'remove'),
      who,
    }),
  },
)

const when = fc.constantFrom('before', 'after')

const effect: fc.Arbitrary<FaultEffect> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ status: fc.constantFrom(500, 503), when }) },
  { weight: 1, arbitrary: fc.record({ status: fc.constantFrom(401, 403, 422) }) },
  { weight: 2, arbitrary: fc.record({ reset: when }) },
  { weight: 2, arbitrary: fc.record({ body: fc.constantFrom('empty', 'html', 'cut') }) },
  { weight: 1, arbitrary: fc.record({ hang: when }) },
)

const wrong = fc.option(effect, { freq: 2 })

const order: fc.Arbitrary<Order> = fc.oneof(
  fc.record({ kind: fc.constantFrom('disable', 'enable'), who, wrong }),
  fc.record({ kind: fc.constant('allow'), who, wrong, allow: fc.boolean() }),
  fc.record({ kind: fc.constant('limit'), who, wrong, limit: fc.integer({ min: 0, max: 12 }) }),
)

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    path: fc.constantFrom('/managed_accounts/*', '/managed_accounts'),
    times: fc.integer({ min: 1, max: 4 }),
    effect,
  }),
  fc.record({
    path: fc.constant('/managed_accounts'),
    query: fc.oneof(
      fc.record({ 'filter[status][eq]': fc.constantFrom('enabled', 'disabled', 'blocked', 'cancelled', 'all') }),
      fc.record({ 'page[number]': fc.constantFrom('1', '2', '3') }),
    ),
    times: fc.integer({ min: 1, max: 4 }),
    effect,
  }),
)

/** Most sweeps of such a fleet take six to nine answers. */
const after = fc.integer({ min: 1, max: 8 })

/** Moves from one list to another while both are read. */
const toggle: fc.Arbitrary<OutsideChange> = fc.record({
  kind: fc.constant('status'),
  who,
  status: fc.constantFrom('enabled', 'disabled'),
})

const meanwhile: fc.Arbitrary<Meanwhile> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ after, change: toggle }) },
  { weight: 4, arbitrary: fc.record({ after, change }) },
  { weight: 4, arbitrary: fc.record({ after, order }) },
  { weight: 1, arbitrary: fc.record({ after, death: fc.nat(12) }) },
)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('sweep'),
      everything: fc.boolean(),
      pageSize: fc.integer({ min: 2, max: 4 }),
      meanwhile: fc.array(meanwhile, { maxLength: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ step: fc.constant('outside'), changes: fc.array(change, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 5, arbitrary: fc.record({ step: fc.constant('order'), order }) },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('fault'), fault }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('lag'), ms: fc.constantFrom(0, 3_000, 20_000) }) },
  { weight: 4, arbitrary: fc.record({ step: fc.constant('time'), seconds: fc.constantFrom(1, 5, 31, 90) }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('balance'), who }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('settle') }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restart') }) },
)

/** A fleet and its history. */
export const histories = fc.record({
  accounts: fc.integer({ min: 3, max: 9 }),
  seed: fc.integer({ min: 1, max: 1_000 }),
  /** The initial list lag. Always less than the console's LIST_LAG. */
  listLagMs: fc.constantFrom(0, 0, 3_000, 20_000),
  steps: fc.array(step, { minLength: 4, maxLength: 22 }),
})
export type History = { accounts: number; seed: number; listLagMs: number; steps: Step[] }
