import { queryOptions } from '@tanstack/react-query'
import { get } from '@/app/fetch-json'
import type { AccountView } from '@/lib/accounts'
import type { AuditEntry } from '@/lib/audit'
import type { CommandView } from '@/lib/command'

// Without those of the list (list-queries.ts), whose filters would add to the script of every screen with an account.

/** Every key about accounts begins with `all`, so that a command can invalidate them together. */
export const accountKeys = {
  all: ['accounts'] as const,
  detail: (id: string) => [...accountKeys.all, 'detail', id] as const,
  timeline: (id: string) => [...accountKeys.all, 'timeline', id] as const,
  command: (id: string) => [...accountKeys.all, 'command', id] as const,
}

/** The polling interval while a command waits for Telnyx's answer. */
export const pendingMs = 2_000

/** Reading an account requests its newest balance from Telnyx. It is read on every opening, and polled less often. */
export const accountQuery = (id: string) =>
  queryOptions({
    queryKey: accountKeys.detail(id),
    queryFn: get<AccountView>(`/api/accounts/${id}`),
    refetchOnMount: 'always',
    refetchInterval: query => (query.state.data?.commands.length ? pendingMs : 30_000),
  })

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: accountKeys.timeline(id),
    queryFn: get<AuditEntry[]>(`/api/accounts/${id}/timeline`),
    refetchInterval: query => (query.state.data?.some(entry => entry.endedAt === null) ? pendingMs : 15_000),
  })

/** One command until it is settled. */
export const commandQuery = (id: string) =>
  queryOptions({
    queryKey: accountKeys.command(id),
    queryFn: get<CommandView>(`/api/commands/${id}`),
    refetchInterval: query => {
      const state = query.state.data?.state
      return state === undefined || state === 'scheduled' || state === 'in_flight' || state === 'unknown'
        ? pendingMs
        : false
    },
  })
