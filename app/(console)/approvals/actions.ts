'use server'

import { defineAction } from '@/server/action'
import {
  decideApproval as decide,
  requestApproval as request,
  withdrawApproval as withdraw,
} from '@/server/approvals/approvals'
import { setApprovalLimit as setLimit } from '@/server/approvals/limit'

export const requestApproval = defineAction(request)
export const decideApproval = defineAction(decide)
export const withdrawApproval = defineAction(withdraw)
export const setApprovalLimit = defineAction(setLimit)
