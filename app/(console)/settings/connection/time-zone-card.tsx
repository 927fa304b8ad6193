'use client'

import { useRouter } from 'next/navigation'
import { use, useState } from 'react'
import { Field } from '@/components/form/field'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { useHydrated } from '@/components/ui/use-hydrated'
import { problemText } from '@/lib/errors'
import { TimeZone } from '../../_shell/time-zone'
import { useRun } from '../../_shell/use-run'
import { setTimeZone } from './actions'

/** The time zone in which the organization's days begin and end. */
export function TimeZoneCard() {
  const current = use(TimeZone)
  const router = useRouter()
  // Refetches every query: many answers depend on where days begin.
  const { busy, problem, ask } = useRun([])
  // Server and browsers know different names of zones.
  const isHydrated = useHydrated()
  const [zone, setZone] = useState(current)
  const error = problem ? (problem.fields?.zone ?? problemText(problem)) : undefined
  const save = async () => {
    if (!(await ask(setTimeZone, { zone }))) return
    toast.success('Time zone changed')
    // The zone comes with the layout.
    router.refresh()
  }
  return (
    <Card
      title="Time zone"
      description="For days in filters, review dates, totals and charts. Enter a name such as Europe/Madrid."
    >
      <form
        className="flex flex-wrap items-end gap-3"
        onSubmit={event => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label="Days are in" error={error} className="min-w-0 flex-1">
          {control => (
            <>
              <Input {...control} list="time-zones" value={zone} onChange={event => setZone(event.target.value)} />
              <datalist id="time-zones">
                {isHydrated && Intl.supportedValuesOf('timeZone').map(name => <option key={name} value={name} />)}
              </datalist>
            </>
          )}
        </Field>
        <Button type="submit" pending={busy} disabled={zone === current}>
          Change time zone
        </Button>
      </form>
    </Card>
  )
}
