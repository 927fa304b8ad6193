'use server'

import { defineAction } from '@/server/action'
import { changeView as change, deleteView as remove, saveView as save } from '@/server/views/commands'

export const saveView = defineAction(save)
export const changeView = defineAction(change)
export const deleteView = defineAction(remove)
