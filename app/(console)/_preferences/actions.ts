'use server'

import { defineAction } from '@/server/action'
import { setPreference as set } from '@/server/preferences/preferences'

export const setPreference = defineAction(set)
