'use server'

import { reviewRollup as review, undoReview as undo } from '@/server/billing/commands'
import { defineAction } from '@/server/web/action'

export const reviewRollup = defineAction(review)
export const undoReview = defineAction(undo)
