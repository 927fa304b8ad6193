'use server'

import { firstOwnerInput } from '@/lib/operator-inputs'
import { createFirstOwner as create } from '@/server/operators/setup'
import { definePublicAction } from '@/server/web/public-action'

export const createFirstOwner = definePublicAction(firstOwnerInput, create)
