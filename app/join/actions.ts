'use server'

import { linkInput, linkTokenInput } from '@/lib/operator-inputs'
import { acceptLink as accept } from '@/server/operators/links'
import { keepInvitation as keep } from '@/server/web/auth'
import { definePublicAction } from '@/server/web/public-action'

export const acceptLink = definePublicAction(linkInput, accept)
export const keepInvitation = definePublicAction(linkTokenInput, keep)
