'use server'

import { setPreference as set } from '@/server/views/preferences'
import { defineAction } from '@/server/web/action'

export const setPreference = defineAction(set)
