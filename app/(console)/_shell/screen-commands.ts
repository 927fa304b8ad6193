import type { LucideIcon } from 'lucide-react'
import { useEffect, useId } from 'react'

/** What the open screen offers to the command palette, such as the changes of a selection. */
export type ScreenCommand = { label: string; icon?: LucideIcon; onSelect: () => void }
type ScreenCommands = { group: string; commands: readonly ScreenCommand[] }

const sources = new Map<string, ScreenCommands>()

export function screenCommands(): ScreenCommands[] {
  return [...sources.values()]
}

/** Offers commands while the component is mounted. */
export function useScreenCommands(group: string, commands: readonly ScreenCommand[]): void {
  const source = useId()
  useEffect(() => void sources.set(source, { group, commands }))
  useEffect(
    () => () => {
      sources.delete(source)
    },
    [source],
  )
}
