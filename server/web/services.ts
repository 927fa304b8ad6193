import 'server-only'
import type { Services } from '../context'

// Next gives every bundle its own copy of a module: what exists once per process is kept on globalThis.
const store = globalThis as { consoleServices?: Promise<Services> }

/** Called once by boot, before the first request is let through. */
export function provideServices(booted: Promise<Services>): void {
  store.consoleServices = booted
}

/** The process's services. Rejects while the console has not been started. */
export async function services(): Promise<Services> {
  if (!store.consoleServices) throw new Error('The console was asked for its services before its start.')
  return store.consoleServices
}
