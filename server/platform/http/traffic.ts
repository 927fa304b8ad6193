import 'server-only'
import type { ServerResponse } from 'node:http'

/** The requests in progress in this process. */
export type Traffic = {
  isClosing(): boolean
  enter(response: ServerResponse): void
  /** Marks the process as closing. Resolves when all requests in progress are answered, or after `ms`. */
  close(ms: number): Promise<void>
}

export function createTraffic(): Traffic {
  const inProgress = new Set<ServerResponse>()
  let closing = false
  let onEmpty = () => {}
  return {
    isClosing: () => closing,
    enter(response) {
      inProgress.add(response)
      response.once('close', () => {
        inProgress.delete(response)
        if (inProgress.size === 0) onEmpty()
      })
    },
    async close(ms) {
      closing = true
      if (inProgress.size === 0) return
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        onEmpty = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
  }
}
