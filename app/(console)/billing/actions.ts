'use server'

import { defineAction } from '@/server/action'
import { reviewRollup as review, undoReview as undo } from '@/server/billing/commands'

export const reviewRollup = defineAction(review)
export const undoReview = defineAction(undo)
