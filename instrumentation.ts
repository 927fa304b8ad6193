import type { Instrumentation } from 'next'

/** Once per server start, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { start } = await import('./server/boot')
    await start()
  }
}

/** Errors that Next caught itself. Next prints them too. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { logRequestError } = await import('./server/boot')
    logRequestError(error, { path: request.path, method: request.method, route: context.routePath })
  }
}
