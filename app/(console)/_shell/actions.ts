'use server'

import { syncNow as now } from '@/server/commands/sync-now'
import { confirmIdentity as confirm, startPasskeyConfirm as startConfirm } from '@/server/operators/confirm'
import { setPreference as set } from '@/server/views/preferences'
import { defineAction } from '@/server/web/action'

export const syncNow = defineAction(now)
export const setPreference = defineAction(set)
export const confirmIdentity = defineAction(confirm)
export const startPasskeyConfirm = defineAction(startConfirm)
