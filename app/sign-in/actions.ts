'use server'

import { nothingInput } from '@/lib/operator-inputs'
import { askForPasskey } from '@/server/operators/passkeys'
import { definePublicAction } from '@/server/web/public-action'

export const startPasskeySignIn = definePublicAction(nothingInput, ctx => askForPasskey(ctx, null), 'question')
