'use server'

import { nothingInput } from '@/lib/operator'
import { askForPasskey } from '@/server/operators/passkeys'
import { definePublicAction } from '@/server/public-action'

export const startPasskeySignIn = definePublicAction(nothingInput, ctx => askForPasskey(ctx, null))
