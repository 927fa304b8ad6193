'use server'

import {
  decideBulk as bulk,
  decideItem as decide,
  followUp as follow,
  undoDecision as undo,
} from '@/server/reviews/decide'
import { openRound as open } from '@/server/reviews/open'
import { setSecondPerson as setRule } from '@/server/reviews/rule'
import { signOff as close } from '@/server/reviews/sign-off'
import { defineAction } from '@/server/web/action'

export const openRound = defineAction(open)
export const decideItem = defineAction(decide)
export const decideBulk = defineAction(bulk)
export const undoDecision = defineAction(undo)
export const followUp = defineAction(follow)
export const signOff = defineAction(close)
export const setSecondPerson = defineAction(setRule)
