'use server'

import {
  decideApproval as decide,
  requestApproval as request,
  withdrawApproval as withdraw,
} from '@/server/commands/approvals/approvals'
import { setApprovalLimit as setLimit } from '@/server/commands/approvals/limit'
import { defineAction } from '@/server/web/action'

export const requestApproval = defineAction(request)
export const decideApproval = defineAction(decide)
export const withdrawApproval = defineAction(withdraw)
export const setApprovalLimit = defineAction(setLimit)
