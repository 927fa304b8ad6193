'use server'

import { linkInput, linkTokenInput } from '@/lib/operator-inputs'
import { keepInvitation as keep } from '@/server/auth'
import { acceptLink as accept } from '@/server/operators/links'
import { definePublicAction } from '@/server/public-action'

export const acceptLink = definePublicAction(linkInput, accept)
export const keepInvitation = definePublicAction(linkTokenInput, keep)
