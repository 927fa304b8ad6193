'use client'

import { type FormEvent, useId } from 'react'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { readThreshold } from '@/lib/billing'

type Props = { value: string; onChange: (below: string) => void }

/** The amount below which credit is low. */
export function Threshold({ value, onChange }: Props) {
  const id = useId()
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const below = readThreshold(String(new FormData(event.currentTarget).get('below')))
    if (below === null) toast.error('Enter a number, such as 10 or 2.50')
    else onChange(below)
  }
  return (
    <form onSubmit={apply} className="flex flex-wrap items-center gap-2">
      <label htmlFor={id}>Available credit below</label>
      <Input
        id={id}
        name="below"
        inputMode="decimal"
        autoComplete="off"
        defaultValue={value}
        className="figures w-24"
        aria-describedby={`${id}-hint`}
      />
      <Button type="submit">Apply</Button>
      <span id={`${id}-hint`} className="text-muted text-xs">
        each account in its own currency
      </span>
    </form>
  )
}
