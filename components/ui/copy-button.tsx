'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { cn } from './cn'
import { IconButton } from './icon-button'
import { toast } from './toast'

type Props = {
  value: string
  /** What is copied: "Copy account id". */
  label: string
  className?: string | undefined
}

export function CopyButton({ value, label, className }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      toast.error('Could not copy', {
        description: 'The browser did not allow it. Select the text and copy it yourself.',
      })
    }
  }
  return (
    <>
      <IconButton
        size="sm"
        label={copied ? 'Copied' : label}
        icon={copied ? Check : Copy}
        onClick={copy}
        className={cn('size-6 text-muted hover:text-foreground', copied && 'text-success', className)}
      />
      <span role="status" className="sr-only">
        {copied ? 'Copied' : ''}
      </span>
    </>
  )
}
