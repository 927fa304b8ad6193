'use client'

import NextLink from 'next/link'
import { type ComponentProps, useState } from 'react'

/**
 * Fetches where it leads when the pointer or the focus arrives at it, not when it comes into sight: a screen shows twenty links, and
 * their pages would compete with its own rows. `prefetch={false}` in long lists, over which a pointer only passes.
 */
export function Link({ prefetch, onPointerEnter, onFocus, ...rest }: ComponentProps<typeof NextLink>) {
  const [near, setNear] = useState(false)
  return (
    <NextLink
      {...rest}
      prefetch={near && prefetch !== false ? null : false}
      onPointerEnter={event => {
        setNear(true)
        onPointerEnter?.(event)
      }}
      onFocus={event => {
        setNear(true)
        onFocus?.(event)
      }}
    />
  )
}
