'use server'

import { defineAction } from '@/server/action'
import { removeUser } from '@/server/organization/commands'

export const removeOrganizationUser = defineAction(removeUser)
