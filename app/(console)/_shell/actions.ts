'use server'

import { defineAction } from '@/server/action'
import { confirmIdentity as confirm, startPasskeyConfirm as startConfirm } from '@/server/operators/own'
import { setPreference as set } from '@/server/preferences/preferences'
import { syncNow as now } from '@/server/sync/commands'

export const syncNow = defineAction(now)
export const setPreference = defineAction(set)
export const confirmIdentity = defineAction(confirm)
export const startPasskeyConfirm = defineAction(startConfirm)
