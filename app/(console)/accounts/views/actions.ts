'use server'

import { changeView as change, deleteView as remove, saveView as save } from '@/server/views/commands'
import { defineAction } from '@/server/web/action'

export const saveView = defineAction(save)
export const changeView = defineAction(change)
export const deleteView = defineAction(remove)
