'use server'

import { firstOwner } from '@/server/operators/first-owner'

export const createFirstOwner = firstOwner
