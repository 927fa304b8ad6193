import 'server-only'
import type { ServerResponse } from 'node:http'

/** The requests that this process is answering. */
export type Traffic = {
  isClosing(): boolean
  enter(response: ServerResponse): void
  /** From now on nothing new is let in. Resolves when everything under way is answered, or after `ms`. */
  close(ms: number): Promise<void>
}

export function createTraffic(): Traffic {
  const underWay = new Set<ServerResponse>()
  let closing = false
  let onEmpty = () => {}
  return {
    isClosing: () => closing,
    enter(response) {
      underWay.add(response)
      response.once('close', () => {
        underWay.delete(response)
        if (underWay.size === 0) onEmpty()
      })
    },
    async close(ms) {
      closing = true
      if (underWay.size === 0) return
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
