import 'server-only'

/**
 * Streams text as it is generated, with backpressure: nothing is generated ahead. A failure, `signal` or the time limit
 * breaks the stream, so that a reader never takes a part for the whole. The generator's `finally` runs in every case.
 */
export function streamOf(
  source: AsyncGenerator<string, unknown>,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal | undefined },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  // Started at once: ending a generator that never started would skip its `finally`.
  let begun: ReturnType<typeof source.next> | null = source.next()
  begun.catch(() => {})
  let stop = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start: controller => {
        const abandon = () => {
          stop()
          controller.error(new Error('the stream was abandoned'))
          void source.return(undefined)
        }
        const timer = setTimeout(abandon, timeoutMs)
        timer.unref()
        signal?.addEventListener('abort', abandon, { once: true })
        stop = () => {
          clearTimeout(timer)
          signal?.removeEventListener('abort', abandon)
        }
      },
      pull: async controller => {
        try {
          const next = await (begun ?? source.next())
          begun = null
          if (!next.done) return controller.enqueue(encoder.encode(next.value))
          stop()
          controller.close()
        } catch (error) {
          stop()
          controller.error(error)
        }
      },
      cancel: async () => {
        stop()
        await source.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
