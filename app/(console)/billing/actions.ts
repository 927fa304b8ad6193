'use server'

import { setCurrencyThresholds as setThresholds } from '@/server/billing/thresholds'
import { defineAction } from '@/server/web/action'

export const setCurrencyThresholds = defineAction(setThresholds)
