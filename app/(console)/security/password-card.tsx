'use client'

import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Status } from '@/components/ui/status'
import { type OwnSecurity, passwordLength } from '@/lib/operator'

const PasswordDialog = lazy(() => import('./password-dialog').then(module => ({ default: module.PasswordDialog })))

type Props = { security: OwnSecurity; hasFactor: boolean; operator: { name: string; email: string } }

export function PasswordCard({ security: { hasPassword, passwordShort }, hasFactor, operator }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <Card
      title="Password"
      actions={
        <Button size="sm" onClick={() => setOpen(true)}>
          {hasPassword ? 'Change password…' : 'Set password…'}
        </Button>
      }
    >
      {hasPassword ? (
        <>
          <Status tone="success">Set</Status>
          {passwordShort && (
            <p className="mt-1 text-muted">
              It is shorter than {passwordLength.min} characters. This is enough only with a second factor.
            </p>
          )}
        </>
      ) : (
        <Status tone="neutral">Not set: you sign in without a password</Status>
      )}
      <Suspense fallback={null}>
        {open && (
          <PasswordDialog
            first={!hasPassword}
            hasFactor={hasFactor}
            operator={operator}
            onClose={() => setOpen(false)}
          />
        )}
      </Suspense>
    </Card>
  )
}
