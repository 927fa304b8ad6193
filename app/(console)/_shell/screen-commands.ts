import type { LucideIcon } from 'lucide-react'
import { useEffect, useId } from 'react'

/** What the open screen offers to the command palette. */
type ScreenCommand = { label: string; icon: LucideIcon; tone?: 'danger' | undefined; onSelect: () => void }
/** `isFirst`: the operator is in the middle of it, such as the changes of a selection. */
type ScreenCommands = { group: string; commands: readonly ScreenCommand[]; isFirst?: boolean }

const sources = new Map<string, ScreenCommands>()

export function screenCommands(): ScreenCommands[] {
  return [...sources.values()]
}

/** Offers commands while the component is mounted. */
export function useScreenCommands(offered: ScreenCommands): void {
  const source = useId()
  useEffect(() => void sources.set(source, offered))
  useEffect(() => () => void sources.delete(source), [source])
}
