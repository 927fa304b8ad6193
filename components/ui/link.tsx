'use client'

import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'

/**
 * Prefetches its page when the pointer or the focus arrives, not when it becomes visible: a screen shows twenty links, and their pages
 * would compete with its own rows. Use `prefetch={false}` in long lists, which a pointer only crosses.
 */
export function Link({ prefetch, onPointerEnter, onFocus, ...rest }: ComponentProps<typeof NextLink>) {
  const [near, setNear] = useState(false)
  const mayPrefetch = prefetch !== false
  return (
    <NextLink
      {...rest}
      prefetch={near ? null : false}
      onPointerEnter={event => {
        setNear(mayPrefetch)
        onPointerEnter?.(event)
      }}
      onFocus={event => {
        setNear(mayPrefetch)
        onFocus?.(event)
      }}
    />
  )
}
