'use server'

import { acknowledgeDrift as acknowledge } from '@/server/accounts/commands/acknowledge-drift'
import { createAccount as create } from '@/server/accounts/commands/create'
import { setAccountThreshold as accountThreshold } from '@/server/accounts/commands/credit-threshold'
import { markConnections as markOn } from '@/server/accounts/commands/mark-connections'
import { addAccountNote as addNote } from '@/server/accounts/commands/notes'
import { setCustomPricing as customPricing } from '@/server/accounts/commands/pricing'
import { protectAccount as protect } from '@/server/accounts/commands/protect'
import { revealKey as reveal } from '@/server/accounts/commands/reveal'
import { disableAccount as disable, enableAccount as enable } from '@/server/accounts/commands/status'
import { setChannelLimit as channelLimit } from '@/server/channels/commands'
import { continueCommand as continueHeld, undoCommand as undo } from '@/server/commands/schedule'
import { freezeSelection } from '@/server/commands/selections/freeze'
import { settleCommand as settle } from '@/server/commands/settle-by-person'
import { defineAction } from '@/server/web/action'

export const createAccount = defineAction(create)
export const disableAccount = defineAction(disable)
export const enableAccount = defineAction(enable)
export const setCustomPricing = defineAction(customPricing)
export const setChannelLimit = defineAction(channelLimit)
export const addAccountNote = defineAction(addNote)
export const protectAccount = defineAction(protect)
export const setAccountThreshold = defineAction(accountThreshold)
export const revealAccountKey = defineAction(reveal)
export const markConnections = defineAction(markOn)
export const acknowledgeDrift = defineAction(acknowledge)
export const settleCommand = defineAction(settle)
export const undoCommand = defineAction(undo)
export const continueCommand = defineAction(continueHeld)
export const freezeAccounts = defineAction(freezeSelection)
