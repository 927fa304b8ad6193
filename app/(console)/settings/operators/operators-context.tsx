'use client'

import { createContext } from 'react'
import type { OperatorRow } from '@/lib/operator'

export type OperatorDialog = 'role' | 'reset' | 'sessions' | 'disable' | 'enable'

/** Opens a dialog for an operator. The screen provides it. */
export const OperatorsContext = createContext<(dialog: OperatorDialog, operator: OperatorRow) => void>(() => {})
