'use client'

import type { ReactNode } from 'react'
import { focusFirst, MenuEntries, type MenuEntry, menuClass, moveFocus } from './menu-entries'
import type { Placement } from './place'
import { type TriggerProps, usePanel } from './use-panel'

type Props = Pick<Placement, 'side'> & {
  label: string
  trigger: (props: TriggerProps) => ReactNode
  items: readonly MenuEntry[]
}

/** A menu of commands. Its button has the focus again before a command runs: a dialog returns it there. */
export function Menu({ label, trigger, items, side }: Props) {
  const { open, close, trigger: triggerProps, panel } = usePanel('menu', { side, align: 'end' }, focusFirst)
  return (
    <>
      {trigger(triggerProps)}
      <div {...panel} role="menu" aria-label={label} className={menuClass} onKeyDown={event => moveFocus(event, close)}>
        {open && <MenuEntries items={items} close={close} />}
      </div>
    </>
  )
}
