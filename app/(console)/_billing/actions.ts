'use server'

import { defineAction } from '@/server/action'
import { reviewRollup as review } from '@/server/billing/commands'

export const reviewRollup = defineAction(review)
