'use client'

import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'

/**
 * Prefetches its page on hover or focus, not when it becomes visible. A screen shows twenty links, and their prefetches
 * would compete with its own rows. Use `prefetch={false}` in long lists, where the pointer crosses many links.
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
