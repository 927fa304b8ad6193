'use server'

import { removeUser } from '@/server/organization/commands'
import { defineAction } from '@/server/web/action'

export const removeOrganizationUser = defineAction(removeUser)
